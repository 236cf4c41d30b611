// Refreshes the preview when a choice changes. The button "Preview" does the same without script.
const form = document.getElementById('define');
let waiting;
let running;
async function refresh() {
  running?.abort();
  running = new AbortController();
  const data = new FormData(form);
  data.delete('file');
  data.set('act', 'preview');
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(data),
      signal: running.signal,
    });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('preview');
    if (fresh) document.getElementById('preview')?.replaceWith(fresh);
  } catch {
    // The next change tries again.
  }
}
form?.addEventListener('change', (event) => {
  // Another sample or another way of cutting it changes the columns themselves: that takes the button.
  if (['file', 'sample', 'format', 'delimiter', 'header', 'comment', 'encoding'].includes(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 250);
});
