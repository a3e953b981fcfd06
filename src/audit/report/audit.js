'use strict';
(() => {
  const at = id => document.getElementById(id);
  const [verdicts, classes] = JSON.parse(at('names').textContent);
  const fields = ['site', 'pages', 'english', 'strong', 'low', 'high', 'median', 'ninety', 'vocabularies', 'first', 'last'];
  const sites = JSON.parse(at('site-data').textContent).map(([site, densities, found], rank) =>
    ({...Object.fromEntries(fields.map((field, n) => [field, site[n]])), densities, found, rank: rank + 1, share: site[2] ? site[3] / site[2] : 0}));
  const pages = at('page-data').textContent.split('\n');
  const number = value => value.toLocaleString('en-GB');
  const percent = share => (share > 0 && share < .1 || share > .99 && share < 1 ? Math.min(Math.max(100 * share, .1), 99.9).toFixed(1) : (100 * share).toFixed(0)) + '\u00a0%';
  // Text goes in as text: nothing of what strangers wrote is ever read as HTML.
  const put = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const make = (name, attributes, ...children) => put(document.createElement(name), attributes, children);
  const draw = (name, attributes, ...children) => put(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

  const interval = site => {
    if (!site.english) return make('td', {class: 'share dim'}, 'none checked');
    const bar = (name, from, width) => draw('rect', {class: name, x: from, width, y: name === 'low' ? 2 : 0, height: name === 'low' ? 6 : 10});
    const svg = draw('svg', {viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, bar('base', 0, 100),
      bar('low', 100 * site.low, Math.max(100 * (site.high - site.low), .5)), bar('at', Math.min(100 * site.share, 98.5), 1.5));
    return make('td', {class: 'share'}, svg, percent(site.share), ' (' + percent(site.low) + ' to ' + percent(site.high) + ')');
  };
  const spread = site => {
    const told = classes.map((name, n) => [name, site.densities[n]]).filter(([, count]) => count).map(([name, count]) => name + ': ' + number(count));
    const label = 'Pages by findings in 1,000 words: ' + (told.join('; ') || 'none checked');
    const height = count => 20 * Math.sqrt(count / Math.max(site.english, 1));
    const bars = site.densities.map((count, n) => draw('rect', {class: n ? '' : 'none', x: 10 * n, width: 8, y: 20 - height(count), height: height(count)}));
    return make('td', {}, draw('svg', {class: 'spread', viewBox: '0 0 108 20', preserveAspectRatio: 'none', role: 'img', 'aria-label': label}, draw('title', {}, label), ...bars));
  };
  const open = new Set();
  const name = site => {
    const button = make('button', {type: 'button', class: 'open', 'aria-expanded': open.has(site)}, site.site || 'pages without a URL');
    button.addEventListener('click', () => {
      const row = button.closest('tr');
      if (open.delete(site)) row.nextElementSibling.remove();
      else { open.add(site); row.after(more(site)); }
      button.setAttribute('aria-expanded', open.has(site));
    });
    return make('td', {class: 'name'}, button);
  };
  const cell = (value, kind = 'n') => make('td', {class: kind}, value);
  const dates = site => site.first === site.last ? site.first : site.first + ' to\u00a0' + site.last;
  const columns = [
    ['Rank', 'rank', 1, site => cell(number(site.rank))],
    ['Site', 'site', 1, name],
    ['Pages checked', 'english', -1, site => cell(number(site.english) + (site.english < site.pages ? ' of ' + number(site.pages) : ''))],
    ['Strong pages', 'strong', -1, site => cell(number(site.strong))],
    ['Strong share, 95\u00a0% interval', 'share', -1, interval],
    ['Densities', '', 0, spread],
    ['Median', 'median', -1, site => cell(site.median.toFixed(1))],
    ['90\u00a0% below', 'ninety', -1, site => cell(site.ninety.toFixed(1))],
    ['Vocabularies (pages)', 'vocabularies', 1, site => cell(site.vocabularies.split(' | ').slice(0, 3).join(', '), '')],
    ['Dates', 'last', -1, site => cell(dates(site), 'dates')],
  ];

  const example = ([before, found, behind, suggestion, level]) =>
    make('li', {}, before, make('mark', {class: level}, found), behind, ' \u2192 ', suggestion ? make('b', {}, suggestion) : 'no safe replacement');
  const page = page => {
    // Other schemes than those of the web, and what was cut, are no links.
    const link = /^https?:\/\//i.test(page.name) && !page.name.endsWith('\u2026');
    const title = link ? make('a', {href: page.name, rel: 'noreferrer noopener nofollow', target: '_blank'}, page.name) : page.name;
    const said = verdicts[page.verdict] + '; ' + number(page.findings) + (page.findings === 1 ? ' finding' : ' findings') + ' in ' + number(page.words) + ' words, '
      + page.density.toFixed(1) + ' in 1,000' + (page.date && '; ' + page.date);
    return make('article', {}, make('h3', {}, title), make('p', {class: 'meta'}, said), make('ul', {}, ...page.examples.map(example)));
  };
  const more = site => {
    const best = JSON.parse(pages[site.rank - 1]);
    const said = best.length ? number(best.length) + ' of ' + number(site.found) + (site.found === 1 ? ' page' : ' pages') + ' with findings, strongest first.' : 'No page with findings.';
    return make('tr', {class: 'more'}, make('td', {colspan: columns.length}, make('p', {class: 'dim'}, said), ...best.map(page)));
  };

  const [form, list, turn, state] = ['filter', 'list', 'turn', 'shown'].map(at);
  let key = 'rank', way = 1, first = 0, kept = sites;
  const order = (a, b) => way * (typeof a[key] === 'string' ? (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0) : a[key] - b[key]) || a.rank - b.rank;
  const filter = () => {
    const has = at('name').value.trim().toLowerCase(), least = +at('least').value, low = +at('low').value / 100, vocabulary = at('vocabulary').value;
    const spoken = site => site.vocabularies.split(' | ').some(words => words.startsWith(vocabulary + ' '));
    kept = sites.filter(site => site.site.toLowerCase().includes(has) && site.english >= least && site.low >= low && (!vocabulary || spoken(site))).sort(order);
    first = 0;
    show();
  };
  const show = () => {
    const rows = +at('rows').value, shown = kept.slice(first, first + rows);
    const row = site => [make('tr', {}, ...columns.map(([, , , cells]) => cells(site))), ...(open.has(site) ? [more(site)] : [])];
    list.tBodies[0].replaceChildren(...shown.flatMap(row));
    const range = shown.length ? number(first + 1) + ' to ' + number(first + shown.length) + ' of ' : '';
    state.textContent = range + number(kept.length) + (kept.length === 1 ? ' site' : ' sites') + (kept.length < sites.length ? ', of ' + number(sites.length) + ' listed' : '');
    const last = Math.max(0, Math.ceil(kept.length / rows) - 1) * rows;
    turns.forEach(([button, to]) => { button.disabled = to(first, rows, last) === first; });
    turn.hidden = !last;
  };
  const heading = ([title, field, start]) => {
    const head = make('th', {scope: 'col'});
    if (!field) return put(head, {}, [title]);
    const button = make('button', {type: 'button'}, title);
    button.addEventListener('click', () => {
      [key, way] = [field, key === field ? -way : start];
      for (const other of list.tHead.querySelectorAll('th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', way > 0 ? 'ascending' : 'descending');
      filter();
    });
    return put(head, field === key ? {'aria-sort': 'ascending'} : {}, [button]);
  };
  const turns = [
    ['First', () => 0],
    ['Previous', (from, rows) => Math.max(0, from - rows)],
    ['Next', (from, rows, last) => Math.min(last, from + rows)],
    ['Last', (from, rows, last) => last],
  ].map(([title, to]) => {
    const button = make('button', {type: 'button'}, title);
    button.addEventListener('click', () => {
      const rows = +at('rows').value, last = Math.max(0, Math.ceil(kept.length / rows) - 1) * rows;
      first = to(first, rows, last);
      show();
    });
    turn.append(button);
    return [button, to];
  });
  list.tHead.append(make('tr', {}, ...columns.map(heading)));
  form.addEventListener('input', filter);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = list.hidden = false;
  filter();
})();
