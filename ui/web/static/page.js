() => {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const question = document.querySelector("#question textarea");
      if (question?.offsetParent) {
        event.preventDefault();
        question.focus();
      }
    }
  });

  // A blank question is never sent, and a second press of Enter doesn't send the same one twice.
  let sent = 0;
  const isSend = (event) =>
    event.key === "Enter" && !event.shiftKey && event.target.matches("#question textarea");
  document.addEventListener(
    "keydown",
    (event) => {
      if (!isSend(event)) {
        return;
      }
      if (!event.target.value.trim() || event.timeStamp - sent < 300) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        sent = event.timeStamp;
      }
    },
    { capture: true },
  );
}
