'use strict';
(() => {
  document.documentElement.classList.add('js');
  const servers = Array.from(document.querySelectorAll('.servers > li'));
  const words = servers.map(server => server.textContent.toLowerCase());
  const search = document.querySelector('#search');
  const apply = () => {
    const asked = search.value.toLowerCase().split(/\s+/).filter(w => w);
    let shown = 0;
    servers.forEach((server, i) => {
      server.hidden = !asked.every(w => words[i].includes(w));
      if (!server.hidden) shown++;
    });
    document.querySelector('#shown').textContent = asked.length ? `${shown} of ${servers.length} shown` : `${servers.length} shown`;
    document.querySelector('.nothing').hidden = shown > 0 || servers.length === 0;
  };
  search.addEventListener('input', apply);
  apply();
})();
