/**
 * The runner of the suites: jest-light-runner with child processes, each of which asks for its data on a channel of its own.
 *
 * The library answers whoever listens when the first process asks, and forgets them all. A process that was just given its first
 * suite and does not listen yet then asks in vain, and the whole run waits for ever: a matter of milliseconds, seen on a busy machine.
 */
import runner from 'jest-light-runner/child-process';
import Tinypool from 'tinypool';
import { ownChannel } from './own-channel.ts';

const { run } = Tinypool.prototype;
Tinypool.prototype.run = function (task, options) {
  return run.call(this, task, options?.channel ? { ...options, channel: ownChannel(options.channel) } : options);
};

export default runner;
