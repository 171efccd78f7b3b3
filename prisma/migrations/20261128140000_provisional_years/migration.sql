-- A version of a year may rest on the holidays of the law alone: an agency said of a day whether it is off before the year was announced.
ALTER TABLE "AgencyCalendar" ADD COLUMN "provisional" BOOLEAN NOT NULL DEFAULT false;
