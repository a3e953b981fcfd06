'use strict';
(() => {
  const root = document.documentElement, panel = document.querySelector('aside'), form = document.querySelector('form');
  const marks = [...document.querySelectorAll('mark')];
  const state = document.querySelector('output');
  let current = null;
  const off = element => [...element.classList].some(name => root.classList.contains('no-' + name));
  const show = mark => {
    if (off(mark)) return;
    if (current) current.classList.remove('on');
    current = mark;
    mark.classList.add('on');
    const item = document.getElementById(mark.getAttribute('aria-describedby'));
    panel.replaceChildren(...[...item.childNodes].map(node => node.cloneNode(true)));
    panel.classList.remove('empty');
  };
  const step = by => {
    const shown = marks.filter(mark => !off(mark));
    if (!shown.length) return;
    const at = shown.indexOf(current), next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length;
    shown[next].focus();
  };
  const filter = () => {
    for (const box of form.querySelectorAll('input')) root.classList.toggle('no-' + box.value, !box.checked);
    let shown = 0;
    for (const mark of marks) {
      const hidden = off(mark);
      mark.tabIndex = hidden ? -1 : 0;
      if (!hidden) shown++;
    }
    state.textContent = shown + ' of ' + marks.length + ' shown';
  };
  const mark = event => event.target.closest && event.target.closest('mark');
  for (const kind of ['focusin', 'mouseover', 'click']) {
    document.addEventListener(kind, event => { const found = mark(event); if (found) show(found); });
  }
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    panel.classList.add('empty');
    if (current) current.classList.remove('on');
    current = null;
  });
  document.addEventListener('click', event => {
    const bar = event.target.closest && event.target.closest('[data-to]');
    if (bar) document.getElementById(bar.dataset.to).scrollIntoView();
  });
  form.addEventListener('change', filter);
  form.addEventListener('submit', event => event.preventDefault());
  document.getElementById('next').addEventListener('click', () => step(1));
  document.getElementById('previous').addEventListener('click', () => step(-1));
  document.querySelector('.bar').hidden = false;
  panel.hidden = false;
  filter();
})();
