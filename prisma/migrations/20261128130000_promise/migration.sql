-- The promised date is a watched thing of its own, and lateness is told until somebody acts.

CREATE TABLE "Superior" (
    "id" UUID NOT NULL,
    "agencyId" TEXT NOT NULL,
    "no" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Superior_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Superior_agencyId_no_idx" ON "Superior"("agencyId", "no");
ALTER TABLE "Superior" ADD CONSTRAINT "Superior_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
GRANT SELECT, INSERT, UPDATE, DELETE ON "Superior" TO thong_suot_app;

ALTER TABLE "Letter" ADD COLUMN "superiorId" UUID;

ALTER TABLE "Task" ADD COLUMN "toldAt" TIMESTAMPTZ(3), ADD COLUMN "told" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "leaverToldAt" TIMESTAMPTZ(3);

ALTER TABLE "Application"
  ADD COLUMN "promisedAt" TIMESTAMPTZ(3),
  ADD COLUMN "promiseNextAt" TIMESTAMPTZ(3),
  ADD COLUMN "promiseNextAction" TEXT,
  ADD COLUMN "promiseRemindedAt" TIMESTAMPTZ(3),
  ADD COLUMN "promisePassedAt" TIMESTAMPTZ(3),
  ADD COLUMN "promiseHeadToldAt" TIMESTAMPTZ(3),
  ADD COLUMN "promiseToldAt" TIMESTAMPTZ(3),
  ADD COLUMN "promiseTold" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "delayToldAt" TIMESTAMPTZ(3);
CREATE INDEX "Application_promise" ON "Application" ("promiseNextAt") WHERE "promiseNextAt" IS NOT NULL;

-- What is under way already is watched from now on: the promises that run, and the lateness that had gone quiet.
UPDATE "Application" SET "promisedAt" = "appointedAt" WHERE "acceptedAt" IS NOT NULL;
UPDATE "Application" SET "promiseNextAt" = "appointedAt", "promiseNextAction" = 'promise-passed'
  WHERE "stage" = 'eligibility' AND "appointedAt" IS NOT NULL AND "clockStoppedAt" IS NULL;
UPDATE "Task" SET "toldAt" = coalesce("headToldAt", "escalatedAt"), "told" = ("escalatedAt" IS NOT NULL)::int + ("headToldAt" IS NOT NULL)::int
  WHERE "escalatedAt" IS NOT NULL;
UPDATE "Task" SET "nextAt" = "headToldAt" + interval '7 days', "nextAction" = 'tell-again'
  WHERE "closedAt" IS NULL AND "nextAt" IS NULL AND "headToldAt" IS NOT NULL;

-- What the clock does next, wherever it is kept: to the open tasks, and to the promises. `id` is what a timer names.
CREATE VIEW "Ring" AS
  SELECT subject, code, "subjectId", id, name AS what, "nextAt", "nextAction" FROM "Task" WHERE "closedAt" IS NULL AND "nextAt" IS NOT NULL
  UNION ALL
  SELECT 'application', code, id, id, 'the promised date', "promiseNextAt", "promiseNextAction" FROM "Application" WHERE "promiseNextAt" IS NOT NULL;
GRANT SELECT ON "Ring" TO thong_suot_app;
