import { type Block, parseRichText, type Span } from '../lib/richText.ts';

/** An answer's text with the few forms it may have; it never becomes markup. */
export function RichText({ source }: { readonly source: string }) {
  return (
    <div className="flex flex-col gap-2 wrap-anywhere">
      {parseRichText(source).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text of a message does not change.
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the text of a message does not change.
  const lines = block.lines.map((spans) => spans.map((span, index) => <SpanView key={index} span={span} />));
  if (block.kind === 'paragraph') {
    return (
      <p>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text of a message does not change.
          <span key={index} className="block">
            {line}
          </span>
        ))}
      </p>
    );
  }
  // biome-ignore lint/suspicious/noArrayIndexKey: the text of a message does not change.
  const items = lines.map((line, index) => <li key={index}>{line}</li>);
  if (block.kind === 'bullets') return <ul className="list-disc space-y-1 pl-5">{items}</ul>;
  return (
    <ol start={block.start} className="list-decimal space-y-1 pl-6">
      {items}
    </ol>
  );
}

function SpanView({ span }: { readonly span: Span }) {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'bold':
      return <strong className="font-semibold">{span.text}</strong>;
    case 'code':
      return <code className="rounded-md bg-raised px-1.5 py-0.5 font-mono text-[0.9em]">{span.text}</code>;
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noreferrer noopener" className="underline underline-offset-2">
          {span.text}
        </a>
      );
  }
}
