// Warns before the session ends, with a button to stay; at its end the page goes from the screen.
// Without a script the page "Your session" says the same.

const warnedSeconds = 120;

export function watchSession() {
  const { secondsLeft, stay, signIn, token } = document.body.dataset;
  const dialog = document.querySelector("dialog.app-stay");
  if (secondsLeft === undefined || !dialog) return;
  const left = dialog.querySelector(".app-stay__left");
  const tabs = new BroadcastChannel("mappa-session"); // what one tab does counts for all
  let ends = 0;

  const lasts = (seconds) => {
    ends = Date.now() + seconds * 1000;
    dialog.close();
  };
  const leave = () => location.replace(signIn);
  const extend = async () => {
    const answer = await fetch(stay, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
    }).catch(() => null);
    const said = answer?.ok && !answer.redirected ? await answer.json() : null;
    if (!said?.seconds_left) return leave();
    lasts(said.seconds_left);
    tabs.postMessage(said.seconds_left);
  };

  tabs.onmessage = (message) => lasts(message.data);
  dialog.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    extend();
  });
  lasts(Number(secondsLeft));
  tabs.postMessage(Number(secondsLeft));
  let warned = 0; // the end that was warned of: whoever closes the warning is not asked again
  setInterval(() => {
    const seconds = Math.round((ends - Date.now()) / 1000);
    if (seconds <= 0) return leave();
    if (seconds > warnedSeconds) return;
    const minutes = Math.ceil(seconds / 60);
    left.textContent = minutes === 1 ? left.dataset.one : `${minutes} ${left.dataset.many}`;
    if (warned !== ends) dialog.showModal();
    warned = ends;
  }, 1000);
}
