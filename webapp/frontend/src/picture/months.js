// The slider over the ends of months: hides and shows in place. Each month is a link of the page.

export function connectMonths(figure, steps) {
  const part = figure.querySelector("[data-picture-part=months]");
  const range = part?.querySelector(".app-months__range");
  if (!range) return;
  const links = () => [...part.querySelectorAll("a[data-month]")];
  const told = part.querySelector("[data-month-text]");

  const tell = () => {
    const text = links()[range.value].textContent;
    told.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  const show = (place) => {
    range.value = String(place);
    tell();
  };

  range.addEventListener("input", tell);
  range.addEventListener("change", () => steps.go(links()[range.value].href, `As it stood on ${links()[range.value].textContent}.`));
  part.querySelector(".app-months__slider").hidden = false;
  part.querySelector("details").hidden = true;

  steps.after.push((from) => {
    links().forEach((link, place) => {
      const fresh = from.querySelector(`a[data-month="${link.dataset.month}"]`);
      if (!fresh) return;
      link.href = fresh.getAttribute("href");
      if (fresh.hasAttribute("aria-current")) show(place);
    });
  });
}
