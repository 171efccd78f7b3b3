/** The shape in which a programme is shown. */
import { z } from 'zod';
import { amount, bilingual, instant } from './schemas.ts';

export const sourceView = z
  .object({
    document: z.string(),
    article: z.string().optional(),
    certainty: z
      .string()
      .describe(
        'T read in a copy of the text, S secondary page, E explanation citing the article, G general knowledge, X not confirmed.',
      ),
    means: bilingual.describe('The certainty in words.'),
    from: z.string().optional(),
    to: z.string().optional(),
    note: bilingual.optional(),
  })
  .meta({ id: 'Source' });

export const period = z.object({ from: z.string(), to: z.string() });
const named = z.object({ name: z.string(), title: bilingual });
const body = z.object({
  from: z.string(),
  to: z.string().optional().describe('Its last day.'),
  organisation: bilingual,
  note: bilingual.optional().describe('What became of it, and how sure that is.'),
});

const summary = {
  id: z.string().describe('The prefix of its codes.'),
  name: bilingual,
  agency: z.object({ id: z.string(), name: bilingual }),
  period,
  assumed: z
    .object({ from: z.string(), to: z.string(), name: bilingual })
    .nullable()
    .describe('A successor of the period that nobody has issued: an example, never in a real installation.'),
  closed: bilingual.nullable().describe('Why no applications are taken today.'),
  example: z.boolean(),
  open: z.int().describe('How many of its items take applications today.'),
};
export const programmeSummary = z.object(summary).meta({ id: 'ProgrammeSummary' });

const ceilingView = z.object({
  code: z.string(),
  text: bilingual,
  over: z.enum(['item', 'programme', 'all-programmes']),
  per: z.enum(['year', 'period']),
  amount,
  bySize: z.record(z.string(), amount).optional(),
  source: sourceView,
});

const itemView = z.object({
  code: z.string(),
  name: bilingual,
  words: z.string().describe('The source’s own words; what was left out is marked “…”.'),
  kind: z.enum(['applied-for', 'run-by-the-agency']),
  beneficiaries: z.array(named),
  takesApplications: z.boolean().describe('Today.'),
  notOpen: bilingual.optional().describe('Why it takes no applications today.'),
  during: period.optional().describe('The document names it for a part of its period alone.'),
  training: z.boolean(),
  route: z
    .object({
      name: z.string(),
      title: bilingual,
      performer: named.describe('Who carries the work out.'),
      noTender: bilingual.optional().describe('Why the agency tenders nothing.'),
      stages: z.array(z.object({ stage: z.string(), title: bilingual })).describe('None: not carried yet.'),
    })
    .nullable(),
  conditions: z.array(
    z.object({
      code: z.string(),
      text: bilingual,
      rule: z.looseObject({ by: z.string().describe('Judged from facts by this rule, or by a person.') }),
      source: sourceView,
    }),
  ),
  documents: z.array(z.object({ kind: z.string(), name: bilingual, required: z.boolean(), source: sourceView })),
  support: z
    .object({
      rateBp: z.int().describe('Basis points: 10000 is all.'),
      capPerApplication: amount,
      base: z.string(),
      payee: z.string(),
      counterpart: z.string(),
      advanceRateBp: z.int(),
      source: sourceView,
    })
    .optional(),
  selection: z
    .object({
      criteria: z.array(z.object({ key: z.string(), name: bilingual, weightBp: z.int() })),
      passBp: z.int().describe('The pass mark in basis points of all points.'),
      most: z.int().nullable().describe('The most products that a ranking proposes.'),
      validYears: z.int().describe('How long a recognition is valid.'),
      minimumMembers: z.int().describe('Members of the council who score, at least.'),
      source: sourceView,
    })
    .optional()
    .describe('How products are selected in a round.'),
  round: z
    .object({ code: z.string(), title: z.string(), closingAt: instant })
    .optional()
    .describe('The selection round that takes applications now.'),
  ceilings: z
    .array(ceilingView)
    .describe('Every ceiling that a grant is held to: of the item, the programme, the agency.'),
  sharedContent: z
    .object({
      name: bilingual,
      note: bilingual.describe('Which words of the sources it was read from.'),
      alsoIn: z.array(z.object({ source: z.string(), item: z.string(), name: bilingual })),
    })
    .optional()
    .describe('What items of other programmes support alike: it is granted once, whichever it is asked under.'),
});

export const targetView = z.object({
  code: z.string(),
  name: bilingual,
  words: z.string(),
  unit: named,
  period,
  eachYear: z.boolean(),
  value: z
    .object({
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      about: z.boolean().optional(),
      moreThan: z.boolean().optional(),
    })
    .describe('Percent of growth where growthOver is given.'),
  growthOver: z.union([period, z.literal('the-year-before')]).optional(),
  counted: z.object({ from: z.enum(['dossiers', 'entered']), items: z.array(z.string()) }),
  source: sourceView,
});

export const programmeView = z
  .object({
    ...summary,
    document: z.object({
      title: bilingual,
      number: z.string().optional(),
      issuedOn: z.string().optional(),
      issuer: bilingual,
      source: sourceView,
    }),
    phases: z.array(period),
    listedProcedure: named.describe('Whether it stands on the list of administrative procedures: yes, no or unknown.'),
    lead: z.array(body),
    coordinating: z.array(body.extend({ duty: bilingual })),
    objectives: z.array(z.object({ name: bilingual, words: z.string() })),
    items: z.array(itemView),
    targets: z.array(targetView),
    limits: z.array(z.object({ name: z.string(), title: bilingual, workingDays: z.int(), source: sourceView })),
    lateness: z.object({
      ...{ remindBefore: z.int(), escalateAfter: z.int(), headAfter: z.int(), againEvery: z.int() },
      source: sourceView,
    }),
    supplementRounds: z.object({ submission: z.int(), eligibility: z.int(), source: sourceView }),
    pauseReasons: z.array(
      z.object({
        ...{ code: z.string(), text: bilingual, source: sourceView },
        requires: z.enum(['instrument']).optional(),
      }),
    ),
    pauseCap: z
      .object({ times: z.int(), workingDays: z.int(), source: sourceView })
      .describe('How much the one-stop clock of one dossier may be paused in one calendar year.'),
    secondApproval: z
      .object({ above: amount, source: sourceView })
      .optional()
      .describe('Support of more than this is approved by two approvers.'),
    correctionRounds: z.object({ count: z.int(), source: sourceView }),
    outcomes: z
      .object({
        after: z.array(z.int()).describe('Months after the settlement.'),
        answerWithinDays: z.int(),
        questions: z.array(
          z.object({
            code: z.string(),
            text: bilingual,
            answer: z.enum(['count', 'percent', 'text']),
            required: z.boolean(),
          }),
        ),
        source: sourceView,
      })
      .describe('What beneficiaries report after the settlement.'),
    procurement: z.object({
      methods: z.array(
        z.object({
          method: z.string(),
          venue: z.string(),
          title: bilingual,
          upTo: amount.nullable(),
          biddingWorkingDays: z.int(),
          minimumBids: z.int(),
          source: sourceView,
        }),
      ),
      panelMembers: z.object({ minimum: z.int(), source: sourceView }),
    }),
  })
  .meta({ id: 'Programme' });
