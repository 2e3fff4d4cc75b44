// Values as people read them.

const format = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };

export const day = (text) => new Date(`${text}T00:00:00Z`).toLocaleDateString("en-GB", format);
