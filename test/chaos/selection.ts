/** A selection round: two dossiers' products are recognised, those of the third are not. */
import { STATE } from '../../domain/process.ts';
import { announced, decided, entered } from '../support/round.ts';
import type { Player } from './player.ts';
import type { Ends } from './scenarios.ts';

export async function selection(player: Player): Promise<Ends> {
  const round = await announced(player);
  const first = await entered(player, 'enterprise', ['Máy bơm', 'Van điều áp']);
  const second = await entered(player, 'otherEnterprise', ['Cáp điện']);
  const third = await entered(player, 'thirdEnterprise', ['Vỏ tủ điện']);
  await decided(player, round, { 'Máy bơm': 87, 'Van điều áp': 71, 'Cáp điện': 80, 'Vỏ tủ điện': 60 });
  return {
    [first]: STATE.recognised,
    [second]: STATE.recognised,
    [third]: STATE.notRecognised,
    [round]: STATE.decided,
  };
}
