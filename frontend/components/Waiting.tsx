/** A page that is not there yet. Quick answers come before it is seen. */
export function Waiting({ children }: { readonly children: string }) {
  return (
    <div className="m-auto p-8 text-center text-muted">
      <p role="status" className="appear-late">
        {children}
      </p>
      <noscript>This page needs JavaScript.</noscript>
    </div>
  );
}
