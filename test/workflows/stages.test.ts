import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { type StageProcedure, stage } from '../../workflows/stage.ts';
import { agreement } from '../../workflows/stages/agreement.ts';
import { contract, packageContract } from '../../workflows/stages/contract.ts';
import { delivery } from '../../workflows/stages/delivery.ts';
import { eligibility } from '../../workflows/stages/eligibility.ts';
import { inspection } from '../../workflows/stages/inspection.ts';
import { roundSelection, selection } from '../../workflows/stages/selection.ts';
import { settlement } from '../../workflows/stages/settlement.ts';
import { submission } from '../../workflows/stages/submission.ts';
import { packageTendering, tendering } from '../../workflows/stages/tendering.ts';

/** Where it waits, whose turn it is, what must be done (and into what it lapses), or with which subject it stands. */
const lines = ({ waits }: StageProcedure): string[] =>
  waits.map(({ state, owner, tasks, standsWith }) => {
    const done = tasks.map(({ name, lapse }) => (lapse ? `${name} or ${lapse}` : name));
    return [state, owner, ...done, ...(standsWith ? [`with its ${standsWith}`] : [])].join(', ');
  });

it.each([
  [
    submission,
    [
      'submission/received, intake, check-completeness',
      'submission/supplement-requested, enterprise, supply-documents or lapse-supplement',
    ],
  ],
  [
    eligibility,
    [
      'eligibility/appraising, appraiser, appraise',
      'eligibility/supplement-requested, enterprise, supply-documents or lapse-supplement',
      'eligibility/deciding, approver, decide',
      'eligibility/confirming-approval, approver, confirm-approval',
      'eligibility/paused, appraiser, await-resumption or lapse-pause',
    ],
  ],
  [selection, ['selection/in-round, appraiser, with its round']],
  [
    roundSelection,
    [
      'selection/collecting, appraiser, collect-applications or close-collecting',
      'selection/compiling, appraiser, compile-products',
      'selection/scoring, council, score-products, rank-products',
      'selection/deciding, chair, decide-round',
    ],
  ],
  [
    tendering,
    ['tendering/awaiting-package, procurement, form-package', 'tendering/in-package, procurement, with its package'],
  ],
  [
    packageTendering,
    [
      'tendering/preparing, procurement, prepare-package',
      'tendering/approving, approver, decide-package',
      'tendering/bidding, procurement, invite-bidders',
      'tendering/technical, procurement, open-bids',
      'tendering/financial, procurement, open-prices',
      'tendering/negotiating, procurement, negotiate',
      'tendering/awarding, approver, decide-award',
    ],
  ],
  [contract, ['contract/acknowledging, enterprise, acknowledge-award or lapse-acknowledgement, with its package']],
  [
    packageContract,
    ['contract/contracting, procurement, draft-contract', 'contract/in-force, procurement, manage-contract'],
  ],
  [
    agreement,
    [
      'agreement/drafting, appraiser, draft-agreement',
      'agreement/signing, approver, sign-agreement-for-agency, sign-agreement or lapse-agreement',
    ],
  ],
  [
    delivery,
    [
      'delivery/delivering, performer, deliver or lapse-delivery',
      'delivery/confirming, enterprise, confirm-completion or lapse-confirmation',
    ],
  ],
  [
    inspection,
    [
      'inspection/inspecting, inspector, inspect',
      'inspection/correcting, performer, correct-work or lapse-correction',
      'inspection/accepting, approver, decide-acceptance',
    ],
  ],
  [
    settlement,
    [
      'settlement/claiming, payee, claim-payment or lapse-claim',
      'settlement/verifying, finance, verify-claim',
      'settlement/approving, payment-approver, decide-payment',
      'settlement/paying, finance, pay',
      'settlement/recovering, finance, recover or lapse-recovery',
    ],
  ],
])('a stage says what it waits for, as the table has it: %#', (procedure, expected) => {
  expect(lines(procedure)).toEqual(expected);
});

test('what the clock does by itself while a dossier is appraised: it reminds, tells those above, and watches the promised date', () => {
  const [appraising] = eligibility.waits;
  expect([...appraising!.byItself].sort()).toEqual(
    [
      ...['remind', 'mark-overdue', 'escalate', 'escalate-to-head', 'tell-again', 'hand-back', 'recalculate'],
      ...['remind-promise', 'promise-passed', 'promise-to-head', 'promise-again'],
    ].sort(),
  );
});

test('a stage that does not say all that the table has of it, or says what is not its own, does not load', () => {
  expect(() => stage(SUBJECT.application, STAGE.delivery, [STATE.delivering])).toThrow('delivery/confirming');
  expect(() =>
    stage(SUBJECT.application, STAGE.delivery, [STATE.delivering, STATE.confirming, STATE.inspecting]),
  ).toThrow('Not of the stage delivery of the application: inspection/inspecting');
  expect(() => stage(SUBJECT.package, STAGE.contract, [STATE.contracting, STATE.inForce, STATE.acknowledging])).toThrow(
    'The process has no state package contract/acknowledging',
  );
});
