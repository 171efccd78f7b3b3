import { createRequire } from 'node:module';

// Comes with Jest, which must be asked for it: it is no dependency of ours.
const require = createRequire(createRequire(import.meta.url).resolve('jest'));
const { default: Sequencer } = require('@jest/test-sequencer');

/** Suites that run for long, so that none of them is begun when all others have ended. A fresh checkout has no times to go by. */
const LONG = ['/kill/', '/concurrency/', '/workflows/', '/example/', '/story/', '/histories/'];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const shortness = ({ path }) => {
      const place = LONG.findIndex((folder) => path.includes(folder));
      return place < 0 ? LONG.length : place;
    };
    return [...tests].sort((a, b) => shortness(a) - shortness(b) || a.path.localeCompare(b.path));
  }
}
