/* Sorts tables, and draws each chart from the very table that stands below it, so that both always say the same. */
"use strict";
(function () {
  const number = (cell) => (cell.dataset.value === "" ? -Infinity : Number(cell.dataset.value));
  const text = (cell) => cell.dataset.value.toLocaleLowerCase();

  function sort(table, place, head) {
    const falls = head.getAttribute("aria-sort") !== "descending" && head.dataset.kind !== "text"
      || head.getAttribute("aria-sort") === "ascending";
    const isNumber = !["text", "day"].includes(head.dataset.kind);
    const rows = Array.from(table.tBodies[0].rows);
    rows.sort((a, b) => {
      const [x, y] = [a.cells[place], b.cells[place]];
      const order = isNumber ? number(x) - number(y) : text(x).localeCompare(text(y), undefined, { numeric: true });
      return falls ? -order : order;
    });
    table.tBodies[0].append(...rows);
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    Array.from(table.tHead.rows[0].cells).forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, place, head));
      head.replaceChildren(button);
    });
  }

  if (typeof Chart === "undefined") return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // Blue, orange and green of Okabe and Ito's palette: told apart with every kind of colour vision.
  const colours = () => (dark.matches ? ["#56b4e9", "#e69f00", "#2fc49b"] : ["#0072b2", "#b35900", "#00795a"]);
  const shapes = ["circle", "rect", "triangle"];
  const dashes = [[], [6, 4], [2, 3]];

  function fill(colour, place) {
    if (place === 0) return colour;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.globalAlpha = 0.35;
    pen.fillRect(0, 0, 8, 8);
    pen.globalAlpha = 1;
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.beginPath();
    if (place === 1) { pen.moveTo(-2, 10); pen.lineTo(10, -2); } else { pen.moveTo(4, 0); pen.lineTo(4, 8); }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function draw(canvas) {
    const table = document.getElementById(canvas.dataset.table);
    const heads = table.tHead.rows[0].cells;
    const rows = Array.from(table.tBodies[0].rows).slice(0, Number(canvas.dataset.most));
    const values = canvas.dataset.values.split(",").map(Number);
    const line = canvas.dataset.kind === "line";
    const flat = !line && rows.length > 4;
    const share = heads[values[0]].dataset.kind === "share";
    const ink = getComputedStyle(document.body).color;
    const told = (value) => (share ? Math.round(value * 100) + " %" : value.toLocaleString("en"));
    if (flat) canvas.parentElement.classList.add(rows.length > 9 ? "tall" : "flat");
    Chart.defaults.color = ink;
    Chart.defaults.font.family = "system-ui, sans-serif";
    const scale = { beginAtZero: true, stacked: canvas.dataset.kind === "stacked", grid: { color: "#8883" } };
    const measured = { ...scale, max: share ? 1 : undefined, ticks: { callback: told, precision: share ? 2 : 0 } };
    const named = { stacked: scale.stacked, grid: { display: false } };
    return new Chart(canvas, {
      type: line ? "line" : "bar",
      data: {
        labels: rows.map((row) => row.cells[Number(canvas.dataset.label)].dataset.value),
        datasets: values.map((place, order) => ({
          label: heads[place].textContent.trim(),
          data: rows.map((row) => (row.cells[place].dataset.value === "" ? null : Number(row.cells[place].dataset.value))),
          backgroundColor: line ? colours()[order] : fill(colours()[order], order),
          borderColor: colours()[order],
          borderWidth: line ? 2 : 1,
          borderDash: line ? dashes[order] : [],
          pointStyle: shapes[order],
          pointRadius: 4,
          clip: 8,
        })),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: flat ? "y" : "x",
        scales: flat ? { x: measured, y: named } : { x: named, y: measured },
        plugins: {
          legend: { display: values.length > 1, labels: { usePointStyle: line } },
          tooltip: { callbacks: { label: (item) => item.dataset.label + ": " + told(item.raw) } },
        },
      },
    });
  }

  let charts = [];
  function drawAll() {
    charts.forEach((chart) => chart.destroy());
    charts = Array.from(document.querySelectorAll("canvas[data-table]"), draw);
  }
  drawAll();
  dark.addEventListener("change", drawAll);
  window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize(640, 260)));
  window.addEventListener("afterprint", () => charts.forEach((chart) => chart.resize()));
})();
