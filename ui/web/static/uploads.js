// Runs when the place for new documents is first shown; gradio hands in element and trigger.
const zone = element.querySelector(".drop");
const list = element.querySelector(".uploads");
const tally = element.querySelector(".tally");
const known = new Set(element.querySelector("[accept]").accept.split(","));
const changed = () => trigger("changed", { conversation: page.conversation() });

// A dropped folder gives its entries some at a time, and nothing when there are no more.
const entriesOf = (folder) => {
  const reader = folder.createReader();
  const batch = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  const all = async (found) => {
    const more = await batch();
    return more.length ? all([...found, ...more]) : found;
  };
  return all([]);
};
const filesOf = async (entry, path = "") => {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: path + entry.name }];
  }
  const inside = await entriesOf(entry);
  const nested = await Promise.all(inside.map((one) => filesOf(one, `${path}${entry.name}/`)));
  return nested.flat();
};

const line = (name) => {
  const row = document.createElement("li");
  const title = document.createElement("b");
  const said = document.createElement("span");
  title.textContent = name;
  said.textContent = zone.dataset.sending;
  row.append(title, said);
  row.className = "sending";
  list.prepend(row);
  return (news) => {
    row.className = news.status;
    said.textContent = news.text;
  };
};

const send = async ({ file, name, tell }) => {
  try {
    const response = await fetch(`/documents?name=${encodeURIComponent(name)}`, { method: "POST", body: file });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      text += value;
      const lines = text.split("\n");
      text = lines.pop();
      lines.forEach((one) => tell(JSON.parse(one)));
    }
  } catch {
    tell({ status: "failed", text: zone.dataset.interrupted });
  }
};

// How many there are and what became of them, counted anew once all are done.
let counted = { total: 0, done: 0, failed: 0, passed: 0 };
const count = (more) => {
  if (more.total !== undefined && counted.done === counted.total) {
    counted = { total: 0, done: 0, failed: 0, passed: 0 };
  }
  for (const [name, number] of Object.entries(more)) {
    counted[name] += number;
  }
  const fill = (text, fields) => text.replace(/{(\w+)}/g, (_, name) => fields[name]);
  const { progress, failed, passed } = tally.dataset;
  const said = [
    fill(progress, counted),
    counted.failed ? fill(failed, { count: counted.failed }) : "",
    counted.passed ? fill(passed, { count: counted.passed }) : "",
  ];
  tally.hidden = false;
  tally.querySelector("span").textContent = said.join("");
  advance(0);
};
// The file at work counts as far as its passages are embedded.
const advance = (share) =>
  Object.assign(tally.querySelector("progress"), {
    max: Math.max(1, counted.total),
    value: counted.done + share,
  });

// One file after the other: there is one writer, and a long queue would only fill the server's disk.
let sending = Promise.resolve();
const add = (files, passed = 0) => {
  const waiting = files.map(({ file, name }) => ({ file, name, show: line(name) }));
  count({ total: waiting.length, passed });
  sending = sending.then(async () => {
    for (const { file, name, show } of waiting) {
      let last = {};
      const tell = (news) => {
        show((last = news));
        if (news.share) {
          advance(news.share);
        }
      };
      await send({ file, name, tell });
      count({ done: 1, failed: last.status === "failed" ? 1 : 0 });
    }
    changed();
  });
};
// Of a folder only what can be read is taken; of a file chosen by itself it is said why it can't be.
const addFolder = (files) => {
  const hidden = (name) => name.split("/").some((part) => part.startsWith("."));
  const suffix = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
  const taken = files.filter(({ name }) => !hidden(name) && (!name.includes("/") || known.has(suffix(name))));
  add(taken, files.length - taken.length);
};

element.addEventListener("change", (event) => {
  addFolder([...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  event.target.value = "";
});
for (const kind of ["dragenter", "dragover"]) {
  zone.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
zone.addEventListener("dragleave", () => zone.classList.remove("over"));
zone.addEventListener("drop", async (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const found = await Promise.all(entries.map((entry) => filesOf(entry)));
  addFolder(found.flat());
});
