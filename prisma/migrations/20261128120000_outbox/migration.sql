-- What cannot be sent until somebody acts, and when the supervisors were told.
ALTER TABLE "Letter" ADD COLUMN "failure" TEXT, ADD COLUMN "toldAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Beat" (
    "turn" TEXT NOT NULL,
    "everyMs" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3),
    "failedAt" TIMESTAMPTZ(3),
    "error" TEXT,
    "detail" JSONB,

    CONSTRAINT "Beat_pkey" PRIMARY KEY ("turn")
);

-- CreateTable
CREATE TABLE "RunGap" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "lostAt" TIMESTAMPTZ(3),
    "foundAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen" INTEGER NOT NULL DEFAULT 1,
    "wakes" INTEGER NOT NULL DEFAULT 0,
    "wokenAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RunGap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LateClock" (
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LateClock_pkey" PRIMARY KEY ("subject", "code")
);

-- The outbox is taken from both ends, and its age is read, without looking at what was sent long ago.
DROP INDEX "Letter_sentAt_nextTryAt_idx";
DROP INDEX "Wake_sentAt_nextTryAt_idx";
DROP INDEX "Letter_unsent";
DROP INDEX "Wake_unsent";
DROP INDEX "Recalculation_undone";
CREATE INDEX "Letter_unsent" ON "Letter" ("nextTryAt", "id") WHERE "sentAt" IS NULL;
CREATE INDEX "Wake_unsent" ON "Wake" ("nextTryAt", "id") WHERE "sentAt" IS NULL;
CREATE INDEX "Recalculation_undone" ON "Recalculation" ("nextTryAt", "id") WHERE "doneAt" IS NULL;
CREATE INDEX "Decision_oldest" ON "Decision" ("receivedAt") WHERE "deliveredAt" IS NULL;
CREATE INDEX "Letter_oldest" ON "Letter" ("createdAt") WHERE "sentAt" IS NULL;
CREATE INDEX "Wake_oldest" ON "Wake" ("createdAt") WHERE "sentAt" IS NULL;
CREATE INDEX "Recalculation_oldest" ON "Recalculation" ("createdAt") WHERE "doneAt" IS NULL;
CREATE INDEX "Letter_failed" ON "Letter" ("failure") WHERE "sentAt" IS NULL AND "failure" IS NOT NULL;
-- A subject's own wakes that are under way; and what is forgotten after a week.
CREATE INDEX "Wake_waiting" ON "Wake" ("code") WHERE "sentAt" IS NULL;
CREATE INDEX "Wake_sent" ON "Wake" ("sentAt") WHERE "sentAt" IS NOT NULL;
CREATE INDEX "Recalculation_done" ON "Recalculation" ("doneAt") WHERE "doneAt" IS NOT NULL;

-- What is late, what is open, and what belongs to a code.
CREATE INDEX "Task_next" ON "Task" ("nextAt") WHERE "closedAt" IS NULL;
CREATE INDEX "Task_code_idx" ON "Task" ("code");
CREATE INDEX "Letter_code_idx" ON "Letter" ("code");
CREATE INDEX "Application_open" ON "Application" ("code") WHERE "stage" <> 'closed';
CREATE INDEX "Package_open" ON "Package" ("code") WHERE "stage" <> 'closed';
CREATE INDEX "SelectionRound_open" ON "SelectionRound" ("code") WHERE "stage" <> 'closed';

-- A subject has one gap of a kind at a time.
CREATE UNIQUE INDEX "RunGap_one_open" ON "RunGap" ("subject", "code", "kind") WHERE "resolvedAt" IS NULL;
CREATE INDEX "RunGap_resolved" ON "RunGap" ("resolvedAt") WHERE "resolvedAt" IS NOT NULL;
CREATE INDEX "RunGap_code_idx" ON "RunGap" ("code");

GRANT SELECT, INSERT, UPDATE, DELETE ON "Beat", "RunGap", "LateClock" TO thong_suot_app;
