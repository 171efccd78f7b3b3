-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Agency" (
    "id" TEXT NOT NULL,
    "nameVi" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "complaintVi" TEXT NOT NULL,
    "complaintEn" TEXT NOT NULL,
    "officeClosesAt" TEXT NOT NULL DEFAULT '17:00',
    "headPersonId" UUID,
    "example" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Agency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyCalendar" (
    "agencyId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "off" TEXT[],
    "workingSaturdays" TEXT[],
    "unconfirmed" JSONB NOT NULL,
    "source" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,

    CONSTRAINT "AgencyCalendar_pkey" PRIMARY KEY ("agencyId","year","version")
);

-- CreateTable
CREATE TABLE "Programme" (
    "id" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "example" BOOLEAN NOT NULL DEFAULT false,
    "assumed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "userId" TEXT,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "leftOn" DATE,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Assignment" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "agencyId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "programmes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "fromDay" DATE NOT NULL,
    "toDay" DATE,

    CONSTRAINT "Assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delegation" (
    "id" UUID NOT NULL,
    "agencyId" TEXT NOT NULL,
    "fromPersonId" UUID NOT NULL,
    "toPersonId" UUID NOT NULL,
    "role" TEXT,
    "programmeId" TEXT,
    "fromDay" DATE NOT NULL,
    "toDay" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "instrument" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdBy" UUID NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" UUID,

    CONSTRAINT "Delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Party" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "taxCode" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "address" TEXT,
    "representative" TEXT,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "userId" TEXT,
    "example" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PartyFacts" (
    "id" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "asOf" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "legalKind" TEXT,
    "province" TEXT,
    "vsic" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sectorGroup" TEXT,
    "insuredStaff" INTEGER,
    "revenue" BIGINT,
    "capital" BIGINT,
    "recognisedUntil" DATE,
    "predecessors" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedBy" UUID NOT NULL,

    CONSTRAINT "PartyFacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Application" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "enterpriseId" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "process" INTEGER NOT NULL,
    "route" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "stateSince" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "content" JSONB NOT NULL,
    "contentVersion" INTEGER NOT NULL DEFAULT 1,
    "submittedAt" TIMESTAMPTZ(3),
    "acceptedAt" TIMESTAMPTZ(3),
    "appointedAt" TIMESTAMPTZ(3),
    "clockStoppedAt" TIMESTAMPTZ(3),
    "supplements" INTEGER NOT NULL DEFAULT 0,
    "extension" INTEGER,
    "corrections" INTEGER NOT NULL DEFAULT 0,
    "recommended" JSONB,
    "approvedAmount" BIGINT,
    "budgetLineId" UUID,
    "grantYear" INTEGER,
    "packageId" UUID,
    "roundId" UUID,
    "acknowledged" TEXT,
    "acceptedBase" BIGINT,
    "ending" TEXT,
    "closedFrom" TEXT,
    "closedAt" TIMESTAMPTZ(3),
    "overdue" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SelectionRound" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "process" INTEGER NOT NULL,
    "stateSince" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "terms" JSONB,
    "closingAt" TIMESTAMPTZ(3),
    "overdue" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SelectionRound_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CouncilMember" (
    "roundId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "chair" BOOLEAN NOT NULL,
    "appointedAt" TIMESTAMPTZ(3) NOT NULL,
    "interest" TEXT,
    "noInterestAt" TIMESTAMPTZ(3),
    "replacedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CouncilMember_pkey" PRIMARY KEY ("roundId","personId")
);

-- CreateTable
CREATE TABLE "Nomination" (
    "id" UUID NOT NULL,
    "roundId" UUID NOT NULL,
    "taxCode" TEXT NOT NULL,
    "enterprise" TEXT NOT NULL,
    "enterpriseId" UUID,
    "body" TEXT NOT NULL,
    "nominatorId" UUID,
    "reason" TEXT NOT NULL,
    "documentId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "Nomination_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RoundProduct" (
    "id" UUID NOT NULL,
    "roundId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "product" TEXT NOT NULL,
    "productKey" TEXT NOT NULL,
    "description" TEXT,
    "vsic" TEXT,
    "points" INTEGER,
    "rank" INTEGER,
    "passed" BOOLEAN,
    "proposed" BOOLEAN,
    "recognised" BOOLEAN,
    "reason" TEXT,

    CONSTRAINT "RoundProduct_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProductScore" (
    "productId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "criterion" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProductScore_pkey" PRIMARY KEY ("productId","personId","criterion")
);

-- CreateTable
CREATE TABLE "Recognition" (
    "id" UUID NOT NULL,
    "agencyId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "applicationId" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "roundId" UUID NOT NULL,
    "product" TEXT NOT NULL,
    "productKey" TEXT NOT NULL,
    "firstTime" BOOLEAN NOT NULL,
    "recognisedOn" DATE NOT NULL,
    "validUntil" DATE NOT NULL,

    CONSTRAINT "Recognition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Eligibility" (
    "applicationId" UUID NOT NULL,
    "on" DATE NOT NULL,
    "evaluation" JSONB NOT NULL,

    CONSTRAINT "Eligibility_pkey" PRIMARY KEY ("applicationId")
);

-- CreateTable
CREATE TABLE "Pause" (
    "id" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "Pause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Document" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "uploader" TEXT NOT NULL,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" UUID NOT NULL,
    "documentId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "attachedAt" TIMESTAMPTZ(3) NOT NULL,
    "partyId" UUID,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Package" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "process" INTEGER NOT NULL,
    "stateSince" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "method" TEXT,
    "venue" TEXT,
    "ceiling" BIGINT,
    "terms" JSONB,
    "closingAt" TIMESTAMPTZ(3),
    "openedAt" TIMESTAMPTZ(3),
    "technicalApprovedAt" TIMESTAMPTZ(3),
    "candidateBidId" UUID,
    "overdue" BOOLEAN NOT NULL DEFAULT false,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Package_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Part" (
    "id" UUID NOT NULL,
    "packageId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "ceiling" BIGINT,
    "price" BIGINT,
    "leftAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Part_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PanelMember" (
    "packageId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "appointedAt" TIMESTAMPTZ(3) NOT NULL,
    "interest" TEXT,
    "noInterestAt" TIMESTAMPTZ(3),
    "replacedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PanelMember_pkey" PRIMARY KEY ("packageId","personId")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "packageId" UUID NOT NULL,
    "consultantId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("packageId","consultantId")
);

-- CreateTable
CREATE TABLE "Bid" (
    "id" UUID NOT NULL,
    "packageId" UUID NOT NULL,
    "consultantId" UUID NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),
    "replacedAt" TIMESTAMPTZ(3),
    "technical" JSONB NOT NULL,
    "prices" JSONB NOT NULL,
    "total" BIGINT NOT NULL,
    "technicalPoints" INTEGER,
    "passed" BOOLEAN,
    "failure" JSONB,
    "pricePoints" INTEGER,
    "combinedPoints" INTEGER,
    "rank" INTEGER,
    "agreed" JSONB,
    "agreedTotal" BIGINT,
    "rejectedReason" TEXT,

    CONSTRAINT "Bid_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Score" (
    "bidId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "criterion" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Score_pkey" PRIMARY KEY ("bidId","personId","criterion")
);

-- CreateTable
CREATE TABLE "Contract" (
    "id" UUID NOT NULL,
    "packageId" UUID NOT NULL,
    "consultantId" UUID NOT NULL,
    "number" TEXT,
    "total" BIGINT NOT NULL,
    "terms" JSONB NOT NULL,
    "startOn" DATE,
    "endOn" DATE,
    "advanceRateBp" INTEGER NOT NULL,
    "agencySigned" JSONB,
    "consultantSigned" JSONB,
    "inForceAt" TIMESTAMPTZ(3),
    "lapsedAt" TIMESTAMPTZ(3),
    "liquidatedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Contract_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Agreement" (
    "id" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "result" TEXT NOT NULL,
    "startOn" DATE NOT NULL,
    "endOn" DATE NOT NULL,
    "advanceRateBp" INTEGER NOT NULL,
    "agencySigned" JSONB,
    "enterpriseSigned" JSONB,
    "inForceAt" TIMESTAMPTZ(3),
    "lapsedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Annex" (
    "contractId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "changes" JSONB NOT NULL,
    "proposedBy" TEXT NOT NULL,
    "agreedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "approved" BOOLEAN,
    "number" TEXT,

    CONSTRAINT "Annex_pkey" PRIMARY KEY ("contractId","no")
);

-- CreateTable
CREATE TABLE "TrainingSession" (
    "id" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "plannedOn" DATE NOT NULL,
    "heldOn" DATE,
    "place" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "attendances" INTEGER,
    "newPeople" INTEGER,

    CONSTRAINT "TrainingSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TargetEntry" (
    "id" UUID NOT NULL,
    "programmeId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "fromDay" DATE NOT NULL,
    "toDay" DATE NOT NULL,
    "number" DECIMAL(18,4) NOT NULL,
    "source" TEXT NOT NULL,
    "documentId" UUID NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,

    CONSTRAINT "TargetEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgencyActivity" (
    "id" UUID NOT NULL,
    "programmeId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "title" TEXT NOT NULL,
    "done" TEXT NOT NULL,
    "numbers" JSONB NOT NULL,
    "documentIds" UUID[],
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,

    CONSTRAINT "AgencyActivity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelEnterprise" (
    "id" UUID NOT NULL,
    "programmeId" TEXT NOT NULL,
    "applicationId" UUID NOT NULL,
    "on" DATE NOT NULL,
    "instrument" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,

    CONSTRAINT "ModelEnterprise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CounterEntry" (
    "entryId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID NOT NULL,

    CONSTRAINT "CounterEntry_pkey" PRIMARY KEY ("entryId")
);

-- CreateTable
CREATE TABLE "OutcomeReport" (
    "applicationId" UUID NOT NULL,
    "months" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "answers" JSONB NOT NULL,
    "signatory" JSONB NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "partyId" UUID NOT NULL,

    CONSTRAINT "OutcomeReport_pkey" PRIMARY KEY ("applicationId","months","version")
);

-- CreateTable
CREATE TABLE "BudgetLine" (
    "id" UUID NOT NULL,
    "programmeId" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "example" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "BudgetLine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Entry" (
    "id" BIGSERIAL NOT NULL,
    "movementId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "lineId" UUID NOT NULL,
    "applicationId" UUID,
    "paymentId" UUID,
    "account" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Payment" (
    "id" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "no" INTEGER NOT NULL,
    "requested" BIGINT NOT NULL,
    "accepted" BIGINT,
    "supportDue" BIGINT,
    "payable" BIGINT,
    "arithmetic" JSONB,
    "counterpart" JSONB,
    "carryOver" JSONB,
    "treasury" JSONB,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "paidAt" TIMESTAMPTZ(3),

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClaimLine" (
    "id" UUID NOT NULL,
    "paymentId" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "net" BIGINT NOT NULL,
    "vatRateBp" INTEGER NOT NULL,
    "vat" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,
    "sellerTaxCode" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "invoiceDate" DATE NOT NULL,
    "accepted" BIGINT,
    "reason" TEXT,

    CONSTRAINT "ClaimLine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClaimedInvoice" (
    "id" UUID NOT NULL,
    "paymentId" UUID NOT NULL,
    "sellerTaxCode" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "live" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "ClaimedInvoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "taskId" UUID,
    "principal" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" JSONB,
    "deliveredAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Task" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "partyId" UUID,
    "personId" UUID,
    "reserved" BOOLEAN NOT NULL DEFAULT false,
    "barred" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "openedVersion" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "dueBasis" JSONB NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "nextAction" TEXT,
    "remindedAt" TIMESTAMPTZ(3),
    "overdueAt" TIMESTAMPTZ(3),
    "escalatedAt" TIMESTAMPTZ(3),
    "headToldAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "closedBy" TEXT,
    "closer" TEXT,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "subject" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "reason" TEXT,
    "legalBasis" TEXT,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "instrument" JSONB,
    "decisionId" TEXT,
    "schema" INTEGER NOT NULL,
    "process" INTEGER NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("subjectId","version")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "partyId" UUID,
    "personId" UUID,
    "email" TEXT,
    "facts" JSONB NOT NULL,
    "example" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT,
    "text" TEXT,
    "html" TEXT,
    "messageId" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastError" TEXT,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Wake" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastError" TEXT,

    CONSTRAINT "Wake_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recalculation" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doneAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastError" TEXT,

    CONSTRAINT "Recalculation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunNote" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "RunNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AdminEvent" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "AdminEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "aheadMs" BIGINT NOT NULL DEFAULT 0,
    "embedded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Once" (
    "id" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" INTEGER NOT NULL DEFAULT 0,
    "answer" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Once_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Series" (
    "id" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "Series_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Person_userId_key" ON "Person"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Person_email_key" ON "Person"("email");

-- CreateIndex
CREATE INDEX "Assignment_agencyId_role_idx" ON "Assignment"("agencyId", "role");

-- CreateIndex
CREATE INDEX "Assignment_personId_idx" ON "Assignment"("personId");

-- CreateIndex
CREATE INDEX "Delegation_agencyId_toDay_idx" ON "Delegation"("agencyId", "toDay");

-- CreateIndex
CREATE INDEX "Delegation_fromPersonId_idx" ON "Delegation"("fromPersonId");

-- CreateIndex
CREATE INDEX "Delegation_toPersonId_idx" ON "Delegation"("toPersonId");

-- CreateIndex
CREATE UNIQUE INDEX "Party_userId_key" ON "Party"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Party_kind_taxCode_key" ON "Party"("kind", "taxCode");

-- CreateIndex
CREATE INDEX "PartyFacts_partyId_asOf_idx" ON "PartyFacts"("partyId", "asOf");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_partyId_idx" ON "ApiKey"("partyId");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "session"("userId");

-- CreateIndex
CREATE INDEX "account_userId_idx" ON "account"("userId");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "Application_code_key" ON "Application"("code");

-- CreateIndex
CREATE INDEX "Application_enterpriseId_createdAt_idx" ON "Application"("enterpriseId", "createdAt");

-- CreateIndex
CREATE INDEX "Application_agencyId_stage_state_idx" ON "Application"("agencyId", "stage", "state");

-- CreateIndex
CREATE INDEX "Application_packageId_idx" ON "Application"("packageId");

-- CreateIndex
CREATE INDEX "Pause_applicationId_idx" ON "Pause"("applicationId");

-- CreateIndex
CREATE INDEX "Document_sha256_idx" ON "Document"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_subject_subjectId_documentId_kind_key" ON "Attachment"("subject", "subjectId", "documentId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "Package_code_key" ON "Package"("code");

-- CreateIndex
CREATE UNIQUE INDEX "SelectionRound_code_key" ON "SelectionRound"("code");

-- CreateIndex
CREATE INDEX "SelectionRound_agencyId_stage_state_idx" ON "SelectionRound"("agencyId", "stage", "state");

-- CreateIndex
CREATE INDEX "Application_roundId_idx" ON "Application"("roundId");

-- CreateIndex
CREATE INDEX "Nomination_taxCode_idx" ON "Nomination"("taxCode");

-- CreateIndex
CREATE UNIQUE INDEX "Nomination_roundId_taxCode_body_key" ON "Nomination"("roundId", "taxCode", "body");

-- CreateIndex
CREATE INDEX "RoundProduct_roundId_idx" ON "RoundProduct"("roundId");

-- CreateIndex
CREATE UNIQUE INDEX "RoundProduct_applicationId_productKey_key" ON "RoundProduct"("applicationId", "productKey");

-- CreateIndex
CREATE INDEX "Recognition_partyId_validUntil_idx" ON "Recognition"("partyId", "validUntil");

-- CreateIndex
CREATE INDEX "Recognition_programmeId_recognisedOn_idx" ON "Recognition"("programmeId", "recognisedOn");

-- CreateIndex
CREATE UNIQUE INDEX "Recognition_applicationId_productKey_key" ON "Recognition"("applicationId", "productKey");

-- CreateIndex
CREATE INDEX "Package_agencyId_stage_state_idx" ON "Package"("agencyId", "stage", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Part_packageId_applicationId_key" ON "Part"("packageId", "applicationId");

-- CreateIndex
CREATE INDEX "Bid_packageId_idx" ON "Bid"("packageId");

-- CreateIndex
CREATE INDEX "Contract_packageId_idx" ON "Contract"("packageId");

-- CreateIndex
CREATE INDEX "Agreement_applicationId_idx" ON "Agreement"("applicationId");

-- CreateIndex
CREATE INDEX "Contract_consultantId_idx" ON "Contract"("consultantId");

-- CreateIndex
CREATE UNIQUE INDEX "TrainingSession_applicationId_no_key" ON "TrainingSession"("applicationId", "no");

-- CreateIndex
CREATE INDEX "TargetEntry_programmeId_target_idx" ON "TargetEntry"("programmeId", "target");

-- CreateIndex
CREATE INDEX "AgencyActivity_programmeId_on_idx" ON "AgencyActivity"("programmeId", "on");

-- CreateIndex
CREATE INDEX "ModelEnterprise_programmeId_on_idx" ON "ModelEnterprise"("programmeId", "on");

-- CreateIndex
CREATE UNIQUE INDEX "BudgetLine_programmeId_year_name_key" ON "BudgetLine"("programmeId", "year", "name");

-- CreateIndex
CREATE INDEX "Entry_lineId_account_idx" ON "Entry"("lineId", "account");

-- CreateIndex
CREATE INDEX "Entry_movementId_idx" ON "Entry"("movementId");

-- CreateIndex
CREATE INDEX "Entry_applicationId_idx" ON "Entry"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "Payment_applicationId_no_key" ON "Payment"("applicationId", "no");

-- CreateIndex
CREATE UNIQUE INDEX "ClaimLine_paymentId_no_key" ON "ClaimLine"("paymentId", "no");

-- CreateIndex
CREATE INDEX "ClaimedInvoice_paymentId_idx" ON "ClaimedInvoice"("paymentId");

-- CreateIndex
CREATE INDEX "Decision_code_outcome_idx" ON "Decision"("code", "outcome");

-- CreateIndex
CREATE INDEX "Task_subjectId_closedAt_idx" ON "Task"("subjectId", "closedAt");

-- CreateIndex
CREATE INDEX "Task_agencyId_role_closedAt_dueAt_idx" ON "Task"("agencyId", "role", "closedAt", "dueAt");

-- CreateIndex
CREATE INDEX "Task_personId_closedAt_idx" ON "Task"("personId", "closedAt");

-- CreateIndex
CREATE INDEX "Event_decisionId_idx" ON "Event"("decisionId");

-- CreateIndex
CREATE INDEX "Letter_subjectId_version_idx" ON "Letter"("subjectId", "version");

-- CreateIndex
CREATE INDEX "Letter_sentAt_nextTryAt_idx" ON "Letter"("sentAt", "nextTryAt");

-- CreateIndex
CREATE INDEX "Wake_sentAt_nextTryAt_idx" ON "Wake"("sentAt", "nextTryAt");

-- CreateIndex
CREATE INDEX "Recalculation_code_idx" ON "Recalculation"("code");

-- CreateIndex
CREATE INDEX "RunNote_code_at_idx" ON "RunNote"("code", "at");

-- AddForeignKey
ALTER TABLE "Programme" ADD CONSTRAINT "Programme_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_fromPersonId_fkey" FOREIGN KEY ("fromPersonId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_toPersonId_fkey" FOREIGN KEY ("toPersonId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartyFacts" ADD CONSTRAINT "PartyFacts_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_enterpriseId_fkey" FOREIGN KEY ("enterpriseId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "SelectionRound"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SelectionRound" ADD CONSTRAINT "SelectionRound_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouncilMember" ADD CONSTRAINT "CouncilMember_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "SelectionRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Nomination" ADD CONSTRAINT "Nomination_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "SelectionRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoundProduct" ADD CONSTRAINT "RoundProduct_roundId_fkey" FOREIGN KEY ("roundId") REFERENCES "SelectionRound"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RoundProduct" ADD CONSTRAINT "RoundProduct_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProductScore" ADD CONSTRAINT "ProductScore_productId_fkey" FOREIGN KEY ("productId") REFERENCES "RoundProduct"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Eligibility" ADD CONSTRAINT "Eligibility_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Pause" ADD CONSTRAINT "Pause_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Package" ADD CONSTRAINT "Package_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Part" ADD CONSTRAINT "Part_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Part" ADD CONSTRAINT "Part_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PanelMember" ADD CONSTRAINT "PanelMember_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Bid" ADD CONSTRAINT "Bid_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Bid" ADD CONSTRAINT "Bid_consultantId_fkey" FOREIGN KEY ("consultantId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Score" ADD CONSTRAINT "Score_bidId_fkey" FOREIGN KEY ("bidId") REFERENCES "Bid"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contract" ADD CONSTRAINT "Contract_packageId_fkey" FOREIGN KEY ("packageId") REFERENCES "Package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contract" ADD CONSTRAINT "Contract_consultantId_fkey" FOREIGN KEY ("consultantId") REFERENCES "Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Annex" ADD CONSTRAINT "Annex_contractId_fkey" FOREIGN KEY ("contractId") REFERENCES "Contract"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingSession" ADD CONSTRAINT "TrainingSession_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BudgetLine" ADD CONSTRAINT "BudgetLine_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClaimLine" ADD CONSTRAINT "ClaimLine_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "Payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema cannot say ----------------------------------------------------------------------------------------

INSERT INTO "Clock" ("id") VALUES (1);

-- The one business clock. Only an embedded or a test database may run ahead of the wall clock.
ALTER TABLE "Clock" ADD CONSTRAINT "Clock_single" CHECK ("id" = 1);
ALTER TABLE "Clock" ADD CONSTRAINT "Clock_ahead_only_embedded" CHECK ("embedded" OR "aheadMs" = 0);
CREATE FUNCTION business_now() RETURNS timestamptz(3) LANGUAGE sql STABLE AS
  $$ SELECT (date_trunc('milliseconds', clock_timestamp()) + "aheadMs" * interval '1 millisecond')::timestamptz(3) FROM "Clock" $$;

-- An assumed period, which nobody has issued, is open in an embedded or a test database alone.
CREATE FUNCTION assumed_only_embedded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."assumed" AND NOT (SELECT "embedded" FROM "Clock") THEN
    RAISE EXCEPTION 'programme % may not work with an assumed period here', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "Programme_assumed_only_embedded" BEFORE INSERT OR UPDATE ON "Programme" FOR EACH ROW EXECUTE FUNCTION assumed_only_embedded();

-- An invoice is never paid twice, in any programme.
CREATE UNIQUE INDEX "ClaimedInvoice_once" ON "ClaimedInvoice" ("sellerTaxCode", "symbol", "number") WHERE "live";

-- An application has one part at a time, a bidder one live bid, a contract one that has not lapsed.
CREATE UNIQUE INDEX "Part_one_at_a_time" ON "Part" ("applicationId") WHERE "leftAt" IS NULL;
CREATE UNIQUE INDEX "Bid_one_live" ON "Bid" ("packageId", "consultantId") WHERE "withdrawnAt" IS NULL AND "replacedAt" IS NULL;
CREATE UNIQUE INDEX "Agreement_one_live" ON "Agreement" ("applicationId") WHERE "lapsedAt" IS NULL;
CREATE UNIQUE INDEX "Contract_one_live" ON "Contract" ("packageId") WHERE "lapsedAt" IS NULL;
CREATE UNIQUE INDEX "Payment_one_under_way" ON "Payment" ("applicationId") WHERE "state" NOT IN ('paid', 'returned', 'cancelled');

-- One round of an item takes applications at a time, and a round has one chair.
CREATE UNIQUE INDEX "SelectionRound_one_open" ON "SelectionRound" ("programmeId", "item") WHERE "state" IN ('collecting', 'compiling');
CREATE UNIQUE INDEX "CouncilMember_one_chair" ON "CouncilMember" ("roundId") WHERE "chair" AND "replacedAt" IS NULL;

-- A tax code, its branches and its legal predecessors are one where ceilings and overlap are concerned.
CREATE INDEX "Party_root" ON "Party" (left("taxCode", 10));

-- Targets are counted from settled dossiers, and their outcomes are asked for.
CREATE INDEX "Application_settled" ON "Application" ("programmeId", "closedAt") WHERE "stage" = 'closed' AND "state" = 'settled';

-- What the sweeps and the inbox ask for.
CREATE INDEX "Decision_undelivered" ON "Decision" ("sentAt") WHERE "deliveredAt" IS NULL;
CREATE INDEX "Letter_unsent" ON "Letter" ("nextTryAt") WHERE "sentAt" IS NULL;
CREATE INDEX "Wake_unsent" ON "Wake" ("nextTryAt") WHERE "sentAt" IS NULL;
CREATE INDEX "Recalculation_undone" ON "Recalculation" ("nextTryAt") WHERE "doneAt" IS NULL;
CREATE INDEX "Task_open" ON "Task" ("subjectId") WHERE "closedAt" IS NULL;

-- Movements are double-entry: the entries of one sum to zero when the transaction commits.
CREATE FUNCTION entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum("amount") FROM "Entry" WHERE "movementId" = NEW."movementId") <> 0 THEN
    RAISE EXCEPTION 'movement % does not sum to zero', NEW."movementId" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "Entry_balances" AFTER INSERT ON "Entry" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_balance();

-- The dispatcher listens for new letters and wakes.
CREATE FUNCTION outbox_filled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('outbox', TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TRIGGER "Letter_outbox" AFTER INSERT ON "Letter" FOR EACH STATEMENT EXECUTE FUNCTION outbox_filled();
CREATE TRIGGER "Wake_outbox" AFTER INSERT ON "Wake" FOR EACH STATEMENT EXECUTE FUNCTION outbox_filled();
CREATE TRIGGER "Recalculation_outbox" AFTER INSERT ON "Recalculation" FOR EACH STATEMENT EXECUTE FUNCTION outbox_filled();

-- The application works as thong_suot_app: it may add to the audit and to the ledger, never change or delete there.
-- An account that may not make roles can be given this one beforehand (docs/operations.md).
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'thong_suot_app') THEN CREATE ROLE thong_suot_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'thong_suot_app', 'MEMBER') THEN EXECUTE format('GRANT thong_suot_app TO %I', current_user); END IF;
END $$;
GRANT USAGE ON SCHEMA public TO thong_suot_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO thong_suot_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO thong_suot_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO thong_suot_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO thong_suot_app;
REVOKE UPDATE, DELETE ON "Event", "Entry", "AdminEvent", "AgencyCalendar" FROM thong_suot_app;
REVOKE UPDATE, DELETE ON "PartyFacts", "Eligibility", "Nomination", "Recognition" FROM thong_suot_app;
REVOKE UPDATE, DELETE ON "TargetEntry", "AgencyActivity", "ModelEnterprise", "CounterEntry", "OutcomeReport" FROM thong_suot_app;
REVOKE UPDATE, DELETE ON "Clock" FROM thong_suot_app;
