// What was chosen in a picture as it stands in the address, and how an address is asked.

export async function fetched(url, accept) {
  const asked = fetch(url, { headers: { Accept: accept }, credentials: "same-origin" });
  const answer = await asked.catch(() => {
    throw new Error("the server could not be reached");
  });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer;
}

// Commas, tildes and stops part one thing from the next, so those of a key are written out.
const quoted = (id) => encodeURIComponent(id).replaceAll("~", "%7E").replaceAll(".", "%2E");

function having(url, name, id) {
  const address = new URL(url);
  const there = address.searchParams.get(name);
  address.searchParams.set(name, there ? `${there},${quoted(id)}` : quoted(id));
  return address.href;
}

export const opening = (url, id) => having(url, "open", id);
export const hiding = (url, id) => having(url, "hide", id);
