"use strict";
// Shows the questions of a run. Text from documents and answers only ever becomes text nodes.

const ID = 0, QUESTION = 1, SAID = 2, OUTCOME = 3, TAGS = 4, F1 = 5, SURE = 6, SECONDS = 7, BEFORE = 8;
const ITEM_HEIGHT = 62;
const HEADLINE = new Set(["f1", "em", "citation_precision", "mrr"]);
const GOOD = new Set(["right", "rightly silent"]);

const byId = (id) => document.getElementById(id);
const readJson = (id) => JSON.parse(byId(id).textContent);
const listing = readJson("listing");
const slug = (outcome) => outcome.replace(" ", "-");
const nameOf = (row) => listing.outcomes[row[OUTCOME]];
const isGood = (outcome) => GOOD.has(listing.outcomes[outcome]);

const haystacks = listing.rows.map((row) => `${row[ID]}\n${row[QUESTION]}\n${row[SAID]}`.toLowerCase());
const chosenOutcomes = new Set();
let shown = [];
let selected = -1;

function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The list

const flips = {
  worse: (row) => isGood(row[BEFORE]) && !isGood(row[OUTCOME]),
  better: (row) => !isGood(row[BEFORE]) && isGood(row[OUTCOME]),
  any: (row) => row[BEFORE] !== row[OUTCOME],
};

const orders = {
  asked: (a, b) => a - b,
  worst: by((row) => [-row[OUTCOME], row[F1] ?? 2]),
  unsure: by((row) => [row[SURE] ?? 2]),
  sure: by((row) => [-(row[SURE] ?? -1)]),
  slow: by((row) => [-row[SECONDS]]),
};

function by(key) {
  return (a, b) => {
    const first = key(listing.rows[a]), second = key(listing.rows[b]);
    for (let at = 0; at < first.length; at++) {
      if (first[at] !== second[at]) return first[at] - second[at];
    }
    return a - b;
  };
}

function applyFilters() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const tag = byId("tag").value === "" ? null : Number(byId("tag").value);
  const flip = flips[byId("flip").value];
  shown = [];
  listing.rows.forEach((row, at) => {
    if (chosenOutcomes.size && !chosenOutcomes.has(row[OUTCOME])) return;
    if (tag !== null && !row[TAGS].includes(tag)) return;
    if (flip && (row[BEFORE] < 0 || !flip(row))) return;
    if (!words.every((word) => haystacks[at].includes(word))) return;
    shown.push(at);
  });
  shown.sort(orders[byId("sort").value]);
  byId("count").textContent = shown.length === listing.rows.length
    ? shown.length.toLocaleString("en")
    : `${shown.length.toLocaleString("en")} of ${listing.rows.length.toLocaleString("en")}`;
  byId("spacer").style.height = `${shown.length * ITEM_HEIGHT}px`;
  byId("list").scrollTop = 0;
  drawList();
  select(shown.includes(selected) ? selected : shown.length ? shown[0] : -1, false);
}

// Only the items in view exist, so that a hundred thousand questions scroll like ten.
function drawList() {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ITEM_HEIGHT) - 5);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ITEM_HEIGHT) + 5);
  byId("spacer").replaceChildren(...shown.slice(first, last).map((at, offset) => item(at, first + offset)));
  if (!shown.length) byId("spacer").append(make("p", "none", "No question fits these filters."));
}

function item(at, place) {
  const row = listing.rows[at];
  const element = make("div", "item", make("i", slug(nameOf(row))), make("b", "", row[QUESTION]),
    make("span", "", was(row), row[SAID] || "(no answer)"));
  element.style.top = `${place * ITEM_HEIGHT}px`;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", String(at === selected));
  element.title = nameOf(row);
  element.addEventListener("click", () => select(at, true));
  return element;
}

// What the question came to in the baseline, where that was something else.
function was(row) {
  if (row[BEFORE] < 0 || row[BEFORE] === row[OUTCOME]) return null;
  const change = isGood(row[OUTCOME]) === isGood(row[BEFORE]) ? "" : isGood(row[OUTCOME]) ? " better" : " worse";
  return make("span", `was${change}`, `was ${listing.outcomes[row[BEFORE]]} · `);
}

function select(at, remember) {
  selected = at;
  drawList();
  byId("detail").replaceChildren(...(at < 0 ? [] : detail(at)));
  byId("detail").scrollTop = 0;
  if (remember) history.replaceState(null, "", `#q=${encodeURIComponent(listing.rows[at][ID])}`);
}

function step(by) {
  const place = Math.min(shown.length - 1, Math.max(0, shown.indexOf(selected) + by));
  if (!shown.length) return;
  const list = byId("list"), top = place * ITEM_HEIGHT;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + ITEM_HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + ITEM_HEIGHT - list.clientHeight;
  select(shown[place], true);
}

// One question

const blocks = new Map();
let passageTable = null;

function details(at) {
  const number = Math.floor(at / listing.block);
  if (!blocks.has(number)) blocks.set(number, readJson(`details-${number}`));
  return blocks.get(number)[at % listing.block];
}

function detail(at) {
  const row = listing.rows[at], known = details(at);
  const head = make("div", "", badge(row[OUTCOME]), ...row[TAGS].map((tag) => make("span", "tag", listing.tags[tag])),
    make("span", "tag", row[ID]));
  const sides = [side(known.now, known, known.before ? "Now" : "Answer")];
  if (known.before) sides.unshift(side(known.before, known, "Before"));
  return [head, make("h3", "title", row[QUESTION]), ...conversation(known.history), ...wanted(known),
    make("div", sides.length > 1 ? "sides two" : "sides", ...sides)];
}

function badge(outcome) {
  const name = listing.outcomes[outcome];
  return make("span", `badge ${slug(name)}`, name);
}

function conversation(turns) {
  if (!turns.length) return [];
  return [make("h3", "", "Conversation before"),
    ...turns.map(([role, content]) => make("p", "small", make("b", "", `${role}: `), content))];
}

function wanted(known) {
  if (!known.answerable) return [make("h3", "", "Wanted"), make("p", "answer", "Silence: the documents do not say.")];
  if (!known.wanted.length) return [];
  const title = known.all ? "Wanted, all of" : known.wanted.length > 1 ? "Wanted, any of" : "Wanted";
  const list = make("ul", "wanted", ...known.wanted.map((answer) => make("li", "", answer)));
  const source = known.sources.length ? make("p", "small", `in ${known.sources.join(", ")}`) : null;
  return [make("h3", "", title), list, source].filter(Boolean);
}

function side(answer, known, title) {
  const head = make("h3", "", `${title} `, badge(answer.outcome));
  if (answer.error !== null) return make("div", "", head, make("p", "answer", answer.error));
  const short = answer.short ? make("p", "small", make("b", "", "Short: "), answer.short) : null;
  const standalone = answer.standalone ? make("p", "small", make("b", "", "Asked as: "), answer.standalone) : null;
  const reason = answer.reason ? make("p", "small", answer.reason) : null;
  return make("div", "", head, text(answer), short, reason, standalone, figures(answer),
    make("h3", "", `Passages (${answer.read} read) `, key("cited", "cited"), " ", key("wanted-words", "wanted")), ...answer.passages.map((each) => passage(each, known)));
}

function key(className, words) {
  return make("mark", `small ${className}`, words);
}

function text(answer) {
  const paragraph = make("p", "answer");
  for (const [words, markers, supported] of answer.parts) {
    paragraph.append(supported ? words : make("span", "unsupported-claim", words));
    for (const marker of markers) paragraph.append(make("sup", "", ` [${marker}]`));
  }
  return paragraph;
}

function figures(answer) {
  const scores = Object.entries(answer.scores).map(([name, value]) => [name, value.toFixed(2)]);
  const times = Object.entries(answer.timings).map(([stage, value]) => [stage, `${Math.round(value * 1000)} ms`]);
  const first = [["confidence", answer.confidence.toFixed(2)], ...scores.filter(([name]) => HEADLINE.has(name)),
    ...times.filter(([stage]) => stage === "total").map(([, value]) => ["time", value])];
  return make("div", "", named(first),
    make("details", "", make("summary", "", "all scores and times"), named([...scores, ...times])));
}

function named(pairs) {
  return make("div", "scores", ...pairs.map(([name, value]) => make("span", "", `${name} `, make("b", "", value))));
}

function passage([rank, number, score, cited], known) {
  passageTable ??= readJson("passages");
  const [title, source, page, published, heading, words] = passageTable[number];
  const place = [page && `page ${page}`, published, heading, `relevance ${score.toFixed(2)}`].filter(Boolean);
  const markers = cited.map(([, , marker]) => `[${marker}] `).join("");
  const where = make("div", "where", `${rank}. ${markers}`, make("b", "", title || source), ` · ${place.join(" · ")}`,
    make("div", "", source));
  return make("div", "passage", where, marked(words, cited, wantedWords(words, known)));
}

function wantedWords(words, known) {
  const lower = words.toLowerCase();
  if (lower.length !== words.length) return [];
  const parts = known.quotes.filter((quote) => lower.includes(quote.toLowerCase()));
  return (parts.length ? parts : known.wanted).flatMap((part) => {
    const start = part ? lower.indexOf(part.toLowerCase()) : -1;
    return start < 0 ? [] : [[start, start + part.length]];
  });
}

// Cited and wanted words may overlap: the text is cut at every edge, and each piece carries what covers it.
function marked(words, cited, wantedRanges) {
  const edges = new Set([0, words.length, ...cited.flatMap(([start, end]) => [start, end]), ...wantedRanges.flat()]);
  const cuts = [...edges].sort((a, b) => a - b);
  const covers = (ranges, at) => ranges.some(([start, end]) => start <= at && at < end);
  const element = make("div", "words");
  cuts.slice(0, -1).forEach((start, at) => {
    const piece = words.slice(start, cuts[at + 1]);
    const names = [covers(cited, start) && "cited", covers(wantedRanges, start) && "wanted-words"].filter(Boolean);
    element.append(names.length ? make("mark", names.join(" "), piece) : piece);
  });
  return element;
}

// The filters

function setUp() {
  const counts = listing.outcomes.map((_, outcome) => listing.rows.filter((row) => row[OUTCOME] === outcome).length);
  listing.outcomes.forEach((name, outcome) => {
    if (!counts[outcome]) return;
    const chip = make("button", "", make("i", slug(name)), `${name} ${counts[outcome].toLocaleString("en")}`);
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("click", () => {
      if (!chosenOutcomes.delete(outcome)) chosenOutcomes.add(outcome);
      chip.setAttribute("aria-pressed", String(chosenOutcomes.has(outcome)));
      applyFilters();
    });
    byId("chips").append(chip);
  });
  listing.tags.forEach((tag, number) => byId("tag").append(new Option(tag, String(number))));
  byId("tag").hidden = !listing.tags.length;
  byId("flip").hidden = !listing.compared;
  for (const id of ["search", "tag", "sort", "flip"]) byId(id).addEventListener("input", applyFilters);
  byId("list").addEventListener("scroll", drawList, { passive: true });
  addEventListener("resize", drawList);
  byId("list").addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (!move) return;
    event.preventDefault();
    step(move);
  });
  const asked = decodeURIComponent(location.hash.startsWith("#q=") ? location.hash.slice(3) : "");
  selected = listing.rows.findIndex((row) => row[ID] === asked);
  applyFilters();
  if (asked) {
    byId("list").scrollTop = shown.indexOf(selected) * ITEM_HEIGHT;
    byId("questions").scrollIntoView();
  }
}

setUp();
