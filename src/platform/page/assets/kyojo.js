// The few things a page does better with script. Everything works without this file.
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = before;
    }, 2000);
  });
}
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
// A form is sent once, even if somebody presses twice while the answer is on its way.
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => {
      delete form.dataset.sent;
    }, 5000);
  });
}
// A box that ticks all boxes of a name in its form.
for (const all of document.querySelectorAll('[data-all]')) {
  all.hidden = false;
  all.addEventListener('change', () => {
    for (const box of all.form.elements[all.dataset.all] ?? []) box.checked = all.checked;
  });
}
// The menu closes when somebody presses Escape or goes elsewhere.
for (const menu of document.querySelectorAll('details.menu')) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
// What could come next.
for (const box of document.querySelectorAll('[data-next]')) {
  const list = document.createElement('ul');
  list.className = 'next';
  list.ariaLive = 'polite';
  box.after(list);
  box.autocomplete = 'off';
  const item = ({ value, label }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      box.value = value;
      box.focus();
      list.replaceChildren();
      if (box.localName === 'textarea') ask();
    });
    const line = document.createElement('li');
    line.append(button);
    return line;
  };
  let soon;
  const ask = async () => {
    const text = box.value;
    const query = new URLSearchParams(new FormData(box.form));
    query.set('text', text);
    const { next = [] } = await fetch(`${box.dataset.next}?${query}`)
      .then((answer) => answer.json())
      .catch(() => ({}));
    list.inert = text !== box.value;
    if (!list.inert) list.replaceChildren(...next.map(item));
  };
  box.addEventListener('input', () => {
    list.inert = true;
    clearTimeout(soon);
    soon = setTimeout(ask, 150);
  });
}
// What was wrong with a form is read first.
document.querySelector('.summary')?.focus();
