import { type Service, Supervisor } from '../../commands/supervisor.ts';
import { eventually } from '../support/eventually.ts';

test('a service that ends by itself is started again', async () => {
  const told: string[] = [];
  const supervisor = new Supervisor((line) => told.push(line));
  const server = service('server');
  await supervisor.add(server);
  server.die('killed');
  await eventually(() => server.starts === 2, { what: 'the second start' });
  await eventually(() => told.includes('server: runs again'), { what: 'the word that it runs again' });
  expect(told[0]).toBe('server: killed; starting it again in 0.2 s');
  await supervisor.stopAll();
  expect(server.runs).toBe(false);
});

test('one that cannot be started again is tried until it can', async () => {
  const supervisor = new Supervisor(() => {});
  const server = service('server');
  await supervisor.add(server);
  server.failures = 2;
  server.die('killed');
  await eventually(() => server.runs && server.starts === 4, { what: 'the fourth start' });
  await supervisor.stopAll();
});

test('services are ended in the reverse of the order in which they came, and stay ended', async () => {
  const supervisor = new Supervisor(() => {});
  const order: string[] = [];
  const services = ['database', 'worker', 'api'].map((name) => service(name, () => order.push(name)));
  for (const each of services) await supervisor.add(each);
  await supervisor.stopAll();
  expect(order).toEqual(['api', 'worker', 'database']);
  expect(services.map((each) => each.starts)).toEqual([1, 1, 1]);
});

test('a service that fails the first time is not tried again: its error is for the one who starts', async () => {
  const supervisor = new Supervisor(() => {});
  const good = service('good');
  const bad = service('bad');
  bad.failures = 1;
  await expect(supervisor.add(good, bad)).rejects.toThrow('bad does not start');
  await supervisor.stopAll();
  expect([good.runs, bad.starts]).toEqual([false, 1]);
});

interface FakeService extends Service {
  starts: number;
  failures: number;
  runs: boolean;
  die(how: string): void;
}

function service(name: string, onStop = () => {}): FakeService {
  let end: (how: string) => void = () => {};
  const self: FakeService = {
    name,
    starts: 0,
    failures: 0,
    runs: false,
    die(how) {
      self.runs = false;
      end(how);
    },
    async start() {
      self.starts += 1;
      if (self.failures > 0) {
        self.failures -= 1;
        throw new Error(`${name} does not start`);
      }
      self.runs = true;
      const ended = new Promise<string>((resolve) => {
        end = resolve;
      });
      const stop = async () => {
        onStop();
        self.die('ended with code 0');
      };
      return { ended, stop };
    },
  };
  return self;
}
