// Runs when the page is built; gradio hands in element, trigger and watch. Shows a document in front of it.
const show = () => {
  const dialog = element.querySelector("dialog");
  if (!dialog || dialog.open) {
    return;
  }
  dialog.showModal();
  const body = dialog.querySelector(".reader-body");
  const mark = dialog.querySelector("mark");
  if (body) {
    body.scrollTop = mark ? mark.offsetTop - body.clientHeight / 4 : 0;
    body.focus({ preventScroll: true });
  }
};
document.addEventListener("reader:open", ({ detail: { id, start = 0, end = 0 } }) => {
  if (element.querySelector("dialog")?.dataset.place === `${id}-${start}-${end}`) {
    show();
  } else {
    trigger("read", { id, start, end });
  }
});
element.addEventListener("click", (event) => {
  // On the dialog itself falls a click beside what it shows.
  if (event.target.matches("dialog")) {
    event.target.close();
  }
});
watch("value", show);
