type Operator = (value: string, wanted: string) => boolean;

const number = (compare: (value: number, wanted: number) => boolean): Operator => {
  return (value, wanted) => compare(Number.parseFloat(value), Number.parseFloat(wanted));
};

/** `=` is "at least", as Nova has it. Words are compared as text, by the order of their letters. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': number((value, wanted) => value >= wanted),
  '==': number((value, wanted) => value === wanted),
  '!=': number((value, wanted) => value !== wanted),
  '>=': number((value, wanted) => value >= wanted),
  '<=': number((value, wanted) => value <= wanted),
  's==': (value, wanted) => value === wanted,
  's!=': (value, wanted) => value !== wanted,
  's<': (value, wanted) => value < wanted,
  's<=': (value, wanted) => value <= wanted,
  's>': (value, wanted) => value > wanted,
  's>=': (value, wanted) => value >= wanted,
  '<in>': (value, wanted) => value.includes(wanted),
};

/**
 * Tells whether a value of an aggregate's metadata satisfies an extra spec, such as `ssd`, `s!= hdd` or `<or> a <or> b`
 * (nova/scheduler/filters/extra_specs_ops.py). What does not begin with an operator is compared as it is.
 */
export function extraSpecMatcher(wanted: string): (value: string) => boolean {
  const [operator = '', ...words] = wanted.split(/\s+/).filter((word) => word !== '');
  if (operator === '<or>') return (value) => words.some((word, place) => place % 2 === 0 && word === value);
  if (operator === '<all-in>')
    return (value) => words.length > 0 && words.every((word) => value.includes(word));
  const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!compare) return (value) => value === wanted;
  const [first] = words;
  return (value) => first !== undefined && compare(value, first);
}
