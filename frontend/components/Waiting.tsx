/** A page that is not there yet. Quick answers come before it is seen. */
export function Waiting({ children }: { readonly children: string }) {
  return (
    <p role="status" className="appear-late m-auto p-8 text-muted">
      {children}
    </p>
  );
}
