import { SMALL } from '../chaos/plan.ts';
import { chaos } from '../chaos/run.ts';

/** A small run; the large ones are `npm run test:chaos -- --dossiers 100 --kills 60 --seed 1`. */
test('dossiers of several routes come to their ends over HTTP while each process is killed, and all of them at once', async () => {
  const said: string[] = [];
  const { faults, failed } = await chaos(SMALL, (line) => said.push(line));
  expect({ faults, failed, said: failed > 0 ? said : [] }).toEqual({ faults: [], failed: 0, said: [] });
});
