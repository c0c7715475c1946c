/* What JavaScript adds: filters, cards beside the matrix, copying. Without it every link leads to the same things. */
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  if (window.top !== window) document.documentElement.classList.add("framed");

  function showFilters() {
    const filters = one("[data-filters]");
    if (!filters) return;
    filters.hidden = false;
    const find = one("[data-find]"), group = one("[data-group]:not(tbody)"), none = one("[data-none]");
    const apply = () => {
      const wanted = find.value.trim().toLowerCase();
      let shown = 0;
      for (const body of all("tbody[data-group]")) {
        const isChosen = !group.value || body.dataset.group === group.value;
        const isNamed = body.rows[0].textContent.toLowerCase().includes(wanted);
        let inBody = 0;
        for (const row of [...body.rows].slice(1)) {
          row.hidden = !(isChosen && (isNamed || row.cells[0].textContent.toLowerCase().includes(wanted)));
          inBody += row.hidden ? 0 : 1;
        }
        body.hidden = !inBody;
        shown += inBody;
      }
      none.hidden = shown > 0;
    };
    find.addEventListener("input", apply);
    group.addEventListener("change", apply);
    for (const box of all("[data-column]")) {
      box.addEventListener("change", () => {
        const column = Number(box.dataset.column);
        for (const row of all(".matrix tr:not(.group)")) row.cells[column].hidden = !box.checked;
      });
    }
  }

  function openCards() {
    const drawer = one("[data-drawer]"), frame = one("[data-frame]");
    if (!drawer || !drawer.showModal) return;
    document.addEventListener("click", (event) => {
      const cell = event.target.closest("a.cell");
      if (!cell || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      frame.src = cell.href;
      drawer.showModal();
    });
    one("[data-close]").addEventListener("click", () => drawer.close());
    drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
    drawer.addEventListener("close", () => { frame.removeAttribute("src"); });
  }

  function filterTimeline() {
    const filter = one("[data-timeline]");
    if (!filter) return;
    filter.hidden = false;
    const carrier = one("[data-carrier]");
    carrier.addEventListener("change", () => {
      for (const change of all(".change")) {
        change.hidden = carrier.value !== "" && !change.dataset.carriers.split(" ").includes(carrier.value);
      }
      for (const day of all(".day")) day.hidden = all(".change", day).every((change) => change.hidden);
    });
  }

  function copyCitations() {
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const cite = button.parentElement.querySelector("cite");
        try {
          await navigator.clipboard.writeText(cite.textContent);
          button.textContent = button.dataset.done;
        } catch {
          getSelection().selectAllChildren(cite);
        }
      });
    }
  }

  showFilters();
  openCards();
  filterTimeline();
  copyCitations();
})();
