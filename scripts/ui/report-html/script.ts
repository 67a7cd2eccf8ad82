/** What the page does by itself: buttons that copy, tasks that open when a link leads to them, and nothing folded on paper. */
export const script = `
for (const copied of document.querySelectorAll('.copied')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy: ' + copied.textContent);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(copied.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(copied);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  copied.after(' ', button);
}
const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener('hashchange', reveal);
reveal();
let closed = [];
addEventListener('beforeprint', () => {
  closed = [...document.querySelectorAll('details:not([open])')];
  for (const one of closed) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of closed) one.open = false;
});
`;
