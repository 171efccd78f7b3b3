/**
 * The shape of a programme's rules: data with their sources, one file each in programmes/. Nothing here is a rule by itself.
 */
import type { Bilingual, Certainty } from './fault.ts';
import type { LimitName, PartyKind, Stage } from './process.ts';

export type Text = Bilingual;

/** How certain a statement of law is (fault.ts), or that it is no law at all: a level that the agency sets, an example until it does. */
export type SourceCertainty = Certainty | 'set-by-agency-example';

/** What makes a limit, rate, cap or condition binding for this programme. `note` says how the document's words were read. */
export type Source = {
  document: string;
  article?: string;
  certainty: SourceCertainty;
  from?: string;
  to?: string;
  note?: { vi: string; en: string };
};

/** A time limit in working days of the agency's calendar. */
export type Limit = { workingDays: number; source: Source };

export type ConditionAnswer = 'met' | 'not-met' | 'does-not-apply';
export type Condition = { code: string; text: Text; source: Source };

/** A document that an application must have; several files may be of one kind. */
export type RequiredDocument = { kind: string; name: Text; required: boolean; source: Source };

export type ClaimBase = 'net' | 'gross';

/** How one application's support is reckoned. Rates are basis points (10000 = all), caps whole đồng. */
export type SupportRule = {
  rateBp: number;
  capPerApplication: bigint;
  base: ClaimBase;
  payee: PartyKind;
  /** Whether the enterprise pays the rest to the consultant, with proof before verification. */
  counterpart: 'none' | 'enterprise-to-consultant';
  /** The most that may be advanced, of the part's value. */
  advanceRateBp: number;
  source: Source;
};

export type SupportItem = {
  code: string;
  name: Text;
  /** The source's own words. */
  words: string;
  kind: 'applied-for' | 'run-by-the-agency';
  /** The stage fragments that its applications pass through, in order. */
  route: readonly Stage[];
  conditions: readonly Condition[];
  documents: readonly RequiredDocument[];
  /** Delivered in training sessions (đào tạo, tập huấn): completion cannot be reported before one was held. */
  training?: true;
  support?: SupportRule;
  /** Why it takes no applications yet, although the document names it. */
  notOpen?: Text;
};

export type Method = 'open' | 'limited' | 'direct-appointment' | 'head-decision';
export type Venue = 'here' | 'national-network';

/** Which methods and venues may be chosen, up to which package price, with what preparation time; and how bids are scored. */
export type ProcurementRule = {
  methods: readonly {
    method: Method;
    venue: Venue;
    upTo: bigint | null;
    biddingWorkingDays: number;
    minimumBids: number;
    source: Source;
  }[];
  panelMembers: { minimum: number; source: Source };
};

/** What the clock does to a task before and after its due day, in working days. */
export type LatenessRule = { remindBefore: number; escalateAfter: number; source: Source };

export type Programme = {
  definition: string;
  name: Text;
  /** The document that the programme rests on; without number or day where its source does not give them. */
  document: { title: Text; number?: string; issuedOn?: string; issuer: Text; source: Source };
  period: { from: string; to: string };
  lead: readonly { from: string; to?: string; organisation: Text }[];
  items: readonly SupportItem[];
  limits: Readonly<Record<LimitName, Limit>>;
  lateness: LatenessRule;
  /** How often a supplement may be asked for in one review, before and after acceptance. */
  supplementRounds: { submission: number; eligibility: number; source: Source };
  correctionRounds: { count: number; source: Source };
  procurement: ProcurementRule;
  listedProcedure: 'yes' | 'no' | 'unknown';
};
