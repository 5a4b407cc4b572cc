'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const all = selector => Array.from(document.querySelectorAll(selector));
  const one = selector => document.querySelector(selector);
  const results = all('details.result');
  const sections = all('.section, .document');
  const search = one('#search');
  const buttons = all('.tools button.filter');
  const clear = one('.tools .clear');
  const words = new Map(results.map(r => [r, r.querySelector('summary').textContent.toLowerCase()]));

  // Details of what passed or was skipped stay inert until they are asked for.
  const unfold = result => {
    const folded = result.querySelector(':scope > template');
    if (folded) folded.replaceWith(folded.content.cloneNode(true));
  };
  const showFailing = result => {
    const line = result.querySelector('.script .failing');
    const list = line && line.parentElement;
    if (list && list.scrollHeight > list.clientHeight) {
      list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 2;
    }
  };
  for (const result of results) {
    result.addEventListener('toggle', () => {
      if (result.open) {
        unfold(result);
        showFailing(result);
      }
    });
  }

  const pressed = kind => buttons
    .filter(b => b.dataset[kind] && b.getAttribute('aria-pressed') === 'true')
    .map(b => b.dataset[kind]);

  const apply = () => {
    const verdicts = pressed('verdict');
    const levels = pressed('level');
    const asked = search.value.toLowerCase().split(/\s+/).filter(w => w);
    let shown = 0;
    for (const result of results) {
      const fits = (verdicts.length === 0 || verdicts.includes(result.dataset.verdict))
        && (levels.length === 0 || levels.includes(result.dataset.level))
        && asked.every(w => words.get(result).includes(w));
      result.hidden = !fits;
      if (fits) shown++;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector('details.result:not([hidden])');
    }
    const filtered = verdicts.length + levels.length + asked.length > 0;
    one('#shown').textContent = filtered ? `${shown} of ${results.length} shown` : `${results.length} shown`;
    one('.nothing').hidden = shown > 0 || results.length === 0;
    clear.hidden = !filtered;
  };

  // The filter lives in the address, so that it can be bookmarked and sent to others.
  const remember = () => {
    const state = new URLSearchParams();
    if (pressed('verdict').length) state.set('verdict', pressed('verdict').join());
    if (pressed('level').length) state.set('level', pressed('level').join());
    if (search.value) state.set('q', search.value);
    history.replaceState(null, '', state.toString() ? '#?' + state : location.pathname + location.search);
  };
  const set = (verdicts, levels, query) => {
    for (const button of buttons) {
      const on = verdicts.includes(button.dataset.verdict) || levels.includes(button.dataset.level);
      button.setAttribute('aria-pressed', String(on));
    }
    search.value = query;
    apply();
  };
  const go = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith('?')) {
      const state = new URLSearchParams(hash.slice(1));
      set((state.get('verdict') || '').split(','), (state.get('level') || '').split(','), state.get('q') || '');
      return;
    }
    let name = hash;
    try {
      name = decodeURIComponent(hash);
    } catch (notEncoded) {
      // then it is the name as it stands
    }
    const aimed = name ? document.getElementById(name) : null;
    if (aimed && aimed.matches('details.result')) {
      if (aimed.hidden) set([], [], '');
      unfold(aimed);
      aimed.open = true;
      aimed.scrollIntoView({block: 'start'});
      aimed.querySelector('summary').focus({preventScroll: true});
    }
  };

  for (const button of buttons) {
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
      apply();
      remember();
    });
  }
  search.addEventListener('input', () => {
    apply();
    remember();
  });
  clear.addEventListener('click', () => {
    set([], [], '');
    remember();
    search.focus();
  });
  window.addEventListener('hashchange', go);

  const copy = async button => {
    const code = button.parentElement.querySelector('code');
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch (refused) {
      getSelection().selectAllChildren(code);
      done = document.execCommand('copy');
    }
    button.textContent = done ? 'Copied' : 'Selected';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  document.addEventListener('click', event => {
    const button = event.target.closest('button.copy');
    if (button) copy(button);
  });

  const move = step => {
    const visible = results.filter(r => !r.hidden);
    const now = visible.indexOf(document.activeElement.closest('details.result'));
    const next = visible[now < 0 ? (step > 0 ? 0 : visible.length - 1) : now + step];
    if (next) {
      const summary = next.querySelector('summary');
      summary.focus({preventScroll: true});
      summary.scrollIntoView({block: 'nearest'});
    }
  };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
      if (event.key === 'Escape') {
        search.value = '';
        apply();
        remember();
        search.blur();
      }
      return;
    }
    if (event.key === '/') {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'j') {
      move(1);
    } else if (event.key === 'k') {
      move(-1);
    }
  });

  // On paper what did not pass is told in full.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = results.filter(r => !r.hidden && !r.open && !['pass', 'skip'].includes(r.dataset.verdict));
    opened.forEach(r => { r.open = true; });
  });
  window.addEventListener('afterprint', () => opened.forEach(r => { r.open = false; }));

  one('.tools').hidden = false;
  apply();
  go();
})();
