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
}
