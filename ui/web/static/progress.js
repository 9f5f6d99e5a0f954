// Runs when an answer is first waited for; gradio hands in element and watch.
// Puts how far an answer has come into its place, so that nothing else of the conversation is drawn anew.
watch("value", () => {
  const news = element.querySelector("[data-conversation]");
  const place = document.querySelector("#conversation .turn:last-child .progress");
  if (news && place && news.dataset.conversation === page.conversation()) {
    place.innerHTML = news.innerHTML;
    const scroller = document.querySelector("#conversation");
    const below = place.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
    if (below > 0 && below < 80) {
      scroller.scrollTop += below + 24;
    }
  }
});
