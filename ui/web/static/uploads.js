// Runs when the place for new documents is first shown; gradio hands in element and trigger.
const zone = element.querySelector(".drop");
const list = element.querySelector(".uploads");
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

// One file after the other: there is one writer, and a long queue would only fill the server's disk.
let sending = Promise.resolve();
const add = (files) => {
  const waiting = files.map(({ file, name }) => ({ file, name, tell: line(name) }));
  sending = sending.then(async () => {
    for (const one of waiting) {
      await send(one);
    }
    changed();
  });
};

element.addEventListener("change", (event) => {
  add([...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
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
  add(found.flat().filter(({ name }) => !name.split("/").some((part) => part.startsWith("."))));
});
