// Looks again how far a load has come, and opens the page anew when it is at its end. Without a
// script the button "Look again" does the same.

const [soonest, latest] = [1000, 10000]; // milliseconds: each look is on record

export function watchProgress() {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const status = box.querySelector("[role=status]");
  const bar = box.querySelector("progress");

  let apart = soonest;

  const look = async () => {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
    const said = answer?.ok && !answer.redirected ? await answer.json() : null;
    if (said && !said.working) return location.reload();
    if (said && status.textContent !== said.words) status.textContent = said.words;
    if (said && bar && said.total) [bar.max, bar.value] = [said.total, said.done];
    apart = Math.min(apart * 1.5, latest);
    setTimeout(look, apart);
  };
  setTimeout(look, apart);
}
