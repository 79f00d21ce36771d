// Reads a study code as a pupil types it, and says which slip is likely; see surveys/rules/codes.py.

// Characters that a hand or a hurried eye takes for one another, both in use in codes.
const TWINS = ["8B", "2Z", "0D", "0Q", "DQ", "17", "6G", "CG", "VY", "VW", "MN", "PR", "FP", "KX", "38"];

export function tidy(text, rules) {
  const plain = text.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  return Array.from(plain, (c) => rules.lookalikes[c] ?? c).join("");
}

export const show = (code) => code.match(/.{1,3}/g)?.join("-") ?? "";

export function isCode(code, rules) {
  if (code.length !== rules.weights.length) return false;
  const values = Array.from(code, (c) => rules.alphabet.indexOf(c));
  if (values.includes(-1)) return false;
  return values.reduce((sum, value, i) => sum + value * rules.weights[i], 0) % rules.modulus === 0;
}

// What a pupil is told of a text that is no code; "" for one that is.
export function problem(text, rules) {
  const typed = tidy(text, rules);
  const length = rules.weights.length;
  if (!typed) return "Enter the code on your card.";
  if (typed.length !== length) {
    const only = typed.length < length ? "only " : "";
    return `A code has ${length} letters and numbers. This one has ${only}${typed.length}.`;
  }
  const strangers = [...new Set(typed)].filter((c) => !rules.alphabet.includes(c)).sort();
  if (strangers.length) {
    return `No code has ${strangers.join(" or ")} in it. Look at your card again.`;
  }
  if (isCode(typed, rules)) return "";
  const likely = slips(typed, rules);
  if (!likely.length) return "This is not quite a code. Look at your card and type it again.";
  return `This is not quite a code. Look at your card. ${likely.slice(0, 2).join(" ")}`;
}

// Whether somebody may go on with it all the same: near enough that the server may know it.
export const mayBeSlip = (text, rules) => Math.abs(tidy(text, rules).length - rules.weights.length) < 2;

function slips(typed, rules) {
  const found = [];
  for (let i = 0; i + 1 < typed.length; i += 1) {
    const [a, b] = [typed[i], typed[i + 1]];
    const swapped = typed.slice(0, i) + b + a + typed.slice(i + 2);
    if (a !== b && isCode(swapped, rules)) found.push(`Does it say ${b}${a}, not ${a}${b}, in places ${i + 1} and ${i + 2}?`);
  }
  for (let i = 0; i < typed.length; i += 1) {
    for (const pair of TWINS.filter((both) => both.includes(typed[i]))) {
      const other = pair.replace(typed[i], "");
      const read = typed.slice(0, i) + other + typed.slice(i + 1);
      if (isCode(read, rules)) found.push(`Does it say ${other}, not ${typed[i]}, in place ${i + 1}?`);
    }
  }
  return found;
}
