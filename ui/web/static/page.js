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

  // A blank question is never sent.
  document.addEventListener(
    "keydown",
    (event) => {
      const sends = event.key === "Enter" && !event.shiftKey && event.target.matches("#question textarea");
      if (sends && !event.target.value.trim()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    { capture: true },
  );
}
