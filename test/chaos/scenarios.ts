/** Every route that a dossier may take, and every way to its end: each is played by real parties over HTTP. */
import type { StateKey } from '../../domain/process.ts';
import { byDecision, correctedWork, failedInspection, fair, network, terminated } from './contracts.ts';
import { agreement, laboratory, technology } from './own-work.ts';
import type { Player } from './player.ts';
import { declined, leftWaiting, refusedThenWithdrawn, silent, stopped, supplemented, withdrawn } from './review.ts';
import { selection } from './selection.ts';
import { appointed, failedTender, lapsedSignature, sharedPackage, tendered } from './tendering.ts';

/** Where each subject of a scenario must stand in the end, by its code. */
export type Ends = Readonly<Record<string, StateKey>>;

export type Scenario = {
  /** How many dossiers it takes. */
  takes: 1 | 2 | 3;
  /** About how many decisions that makes. */
  decisions: number;
  /** The source whose rules it is played by, and the items of it that are applied for. */
  source: string;
  items: readonly string[];
  /** What the agency knows of its enterprises. */
  facts?: object;
  play(player: Player): Promise<Ends>;
};

/** Training, which an approved dossier of the tests' own is for unless told. */
const TRAINING = 'P2';
const IN_HA_NOI = { province: '01', recognisedUntil: '2027-12-31' };
const IN_HAI_PHONG = { province: '31' };

const scenarios = {
  'by the head’s decision': { takes: 1, decisions: 25, source: '003', items: [TRAINING], play: byDecision },
  'direct appointment': { takes: 1, decisions: 38, source: '003', items: [TRAINING], play: appointed },
  'tender with three bidders': { takes: 1, decisions: 43, source: '003', items: [TRAINING], play: tendered },
  'tender without a bid, then stopped': {
    takes: 1,
    decisions: 11,
    source: '003',
    items: [TRAINING],
    play: failedTender,
  },
  'contract that its winner does not sign': {
    takes: 1,
    decisions: 43,
    source: '003',
    items: [TRAINING],
    play: lapsedSignature,
  },
  'package for three': { takes: 3, decisions: 66, source: '003', items: [TRAINING], play: sharedPackage },
  'national network': { takes: 1, decisions: 20, source: '003', items: [TRAINING], play: network },
  'fair for three, one of them absent': { takes: 3, decisions: 52, source: '001', items: ['C5'], play: fair },
  'work corrected and accepted in part': {
    takes: 1,
    decisions: 28,
    source: '003',
    items: [TRAINING],
    play: correctedWork,
  },
  'work that fails, and the advance recovered': {
    takes: 1,
    decisions: 28,
    source: '003',
    items: [TRAINING],
    play: failedInspection,
  },
  'contract ended by agreement': { takes: 1, decisions: 24, source: '003', items: [TRAINING], play: terminated },
  'own work by agreement': { takes: 1, decisions: 16, source: '003', items: ['P4'], play: agreement },
  'laboratory with an advance': {
    takes: 1,
    decisions: 24,
    source: '002',
    items: ['3DD'],
    facts: IN_HAI_PHONG,
    play: laboratory,
  },
  'technology of an institute': {
    takes: 1,
    decisions: 16,
    source: '004',
    items: ['K4'],
    facts: IN_HA_NOI,
    play: technology,
  },
  'selection round of three': { takes: 3, decisions: 18, source: '003', items: ['P6'], play: selection },
  declined: { takes: 1, decisions: 2, source: '003', items: [TRAINING], play: declined },
  'refused, reopened, approved and withdrawn': {
    takes: 1,
    decisions: 8,
    source: '003',
    items: [TRAINING],
    play: refusedThenWithdrawn,
  },
  'withdrawn at once': { takes: 1, decisions: 2, source: '003', items: [TRAINING], play: withdrawn },
  'supplemented twice, then stopped': { takes: 1, decisions: 9, source: '003', items: [TRAINING], play: supplemented },
  'stopped by the approver': { takes: 1, decisions: 3, source: '003', items: [TRAINING], play: stopped },
  'supplement that nobody answers': { takes: 1, decisions: 3, source: '003', items: [TRAINING], play: silent },
  'left with the appraiser': { takes: 1, decisions: 2, source: '003', items: [TRAINING], play: leftWaiting },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = scenarios;
