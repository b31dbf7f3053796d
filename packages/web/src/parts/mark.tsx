/** The mark of Evenkeel: a hull that lies level. The same as public/favicon.svg. */
export function Mark() {
  return <img src="/favicon.svg" alt="" width={24} height={24} className="evenkeel-mark" />;
}
