-- CreateTable
CREATE TABLE "RecordFault" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "settledBy" UUID,
    "how" TEXT,
    "reason" TEXT,

    CONSTRAINT "RecordFault_pkey" PRIMARY KEY ("id")
);

-- An outcome with many faults is longer than an index may hold, and was refused for that.
-- DropIndex
DROP INDEX "Decision_code_outcome_idx";

-- CreateIndex
CREATE INDEX "Decision_code_idx" ON "Decision"("code");

-- CreateIndex
CREATE INDEX "RecordFault_code_at_idx" ON "RecordFault"("code", "at");

-- What Prisma's schema cannot say ----------------------------------------------------------------------------------------

-- One thing has one open fault, however often it is tried: supervisors are told once.
CREATE UNIQUE INDEX "RecordFault_one_open" ON "RecordFault" ("kind", "reference") WHERE "settledAt" IS NULL;

-- What supervisors are shown: decisions that nobody has recorded.
CREATE INDEX "Decision_without_outcome" ON "Decision" ("sentAt") WHERE "outcome" IS NULL;
CREATE INDEX "Decision_faulted" ON "Decision" ("sentAt") WHERE "outcome" ->> 'code' = 'fault';

-- A fault is told, settled, and kept.
GRANT SELECT, INSERT, UPDATE ON "RecordFault" TO thong_suot_app;
REVOKE DELETE ON "RecordFault" FROM thong_suot_app;
