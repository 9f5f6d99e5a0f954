// Runs when the pictures are first shown; gradio hands in element.
const open = (dot) => {
  choose(dot);
  page.read(dot.dataset);
};
element.addEventListener("click", (event) => {
  const dot = event.target.closest(".dot");
  if (dot) {
    open(dot);
    return;
  }
  const button = event.target.closest(".switch button");
  if (!button) {
    return;
  }
  const map = button.closest(".map");
  map.classList.toggle("by-document", button.dataset.do === "by-document");
  map.classList.toggle("by-date", button.dataset.do === "by-date");
  for (const one of map.querySelectorAll(".switch button")) {
    one.setAttribute("aria-pressed", String(one === button));
  }
});

// The map with the keyboard: one dot is a stop of the Tab key, and from it the arrows lead to the others.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEPS = { PageUp: -1, PageDown: 1 };
const dots = () => [...element.querySelectorAll(".dot")];
const at = (dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))];

const choose = (dot) => {
  element.querySelector(".dot[tabindex]")?.removeAttribute("tabindex");
  dot.setAttribute("tabindex", "0");
  dot.focus();
};

// What lies straight ahead is nearer than what lies as far aside.
const nearest = (from, [right, down]) => {
  const [x, y] = at(from);
  let found = null;
  let least = Infinity;
  for (const dot of dots()) {
    const [dx, dy] = [at(dot)[0] - x, at(dot)[1] - y];
    const ahead = dx * right + dy * down;
    const far = ahead + 2 * Math.abs(dx * down + dy * right);
    if (ahead > 0 && far < least) {
      [found, least] = [dot, far];
    }
  }
  return found;
};

// Dots may lie upon each other; in the order of the text, each has its turn.
const following = (from, step) => {
  const before = (one, other) =>
    one.dataset.id.localeCompare(other.dataset.id) || one.dataset.start - other.dataset.start;
  const ordered = dots().sort(before);
  return ordered[ordered.indexOf(from) + step];
};

element.addEventListener("keydown", (event) => {
  const dot = event.target.closest(".dot");
  if (!dot || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "Enter" || event.key === " ") {
    open(dot);
  } else if (WAYS[event.key] || STEPS[event.key]) {
    const next = WAYS[event.key] ? nearest(dot, WAYS[event.key]) : following(dot, STEPS[event.key]);
    if (next) {
      choose(next);
    }
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});

// A ring that lies above all dots shows which has the focus.
element.addEventListener("focusin", (event) => {
  const ring = element.querySelector(".ring");
  if (event.target.matches(".dot")) {
    ring.setAttribute("cx", event.target.getAttribute("cx"));
    ring.setAttribute("cy", event.target.getAttribute("cy"));
  }
});
