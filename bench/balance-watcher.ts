/**
 * The same clouds consolidated and evened out by Evenkeel and by OpenStack Watcher, one after the other on this machine:
 * seconds of CPU, moves, how many of them the cloud would refuse, and what becomes of the cloud. `npm run bench` does the
 * same with the small ones; the big ones take Watcher minutes.
 *
 *     node --import tsx bench/balance-watcher.ts [HOSTSxINSTANCES …]
 *
 * PYTHONPATH may name where Debian's python3-watcher was unpacked (docs/balance.md).
 */
import { besideWatcher } from './balance-peers.ts';

const sizes = process.argv.slice(2);
const wanted = sizes.length > 0 ? sizes : ['20x500', '50x3000', '113x15769'];
for (const size of wanted) {
  const [hosts = 0, instances = 0] = size.split('x').map(Number);
  console.log(`\n${besideWatcher(hosts, instances)}`);
}
