-- What Prisma's schema cannot say: open tasks by their date, the longest late first, for the list of what is late.
CREATE INDEX "Task_due" ON "Task" ("dueAt", "id") WHERE "closedAt" IS NULL;
