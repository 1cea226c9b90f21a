-- What a photographer's program reads in place of what it may not: birth dates that give the same
-- answers, and facts whose digest the server has checked in its stead.

-- A birth date that makes everybody old enough, or not, on every day a verdict of today asks about:
-- today, the days on which answers were signed, the day that custody is asked of. It is the last
-- one that does, so it tells no more than the verdicts themselves.
CREATE OR REPLACE FUNCTION @S@.consentdesk_shown_born(
  p_institution integer, p_subject integer, p_born date, p_staff boolean
) RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_limit integer;
  v_zone text;
  v_before date;
  v_after date;
  v_of_age date;
  v_shown date;
BEGIN
  IF @S@.consentdesk_role(p_institution) IS NULL OR p_born IS NULL THEN
    RETURN NULL;
  END IF;
  IF p_staff THEN
    RETURN date '1970-01-01';
  END IF;
  SELECT (t.text::jsonb -> 'values' ->> 'age_limit')::integer,
         t.text::jsonb -> 'values' ->> 'timezone'
  INTO STRICT v_limit, v_zone
  FROM @S@.institution i JOIN @S@.text t ON t.digest = i.policy_digest WHERE i.id = p_institution;
  -- A program whose clock is some minutes off asks about the day beside today around midnight.
  v_before := ((now() - interval '30 minutes') AT TIME ZONE v_zone)::date;
  v_after := ((now() + interval '30 minutes') AT TIME ZONE v_zone)::date;
  v_of_age := @S@.consentdesk_birthday(p_born, v_limit);
  IF v_of_age > v_after THEN
    RETURN make_date(extract(year FROM v_after)::integer, 1, 1);
  END IF;
  IF v_of_age > v_before THEN
    RETURN p_born;
  END IF;
  SELECT min(asked.day) INTO v_shown FROM (
    SELECT v_before AS day
    UNION ALL
    SELECT (l.body::jsonb ->> 'signed_on')::date FROM @S@.ledger l
    WHERE l.institution = p_institution AND l.subject = p_subject
      AND l.kind IN ('GRANTED', 'REFUSED')
    UNION ALL
    SELECT unnest(ARRAY[(l.body::jsonb ->> 'since')::date, (l.body::jsonb ->> 'until')::date + 1])
    FROM @S@.ledger l
    WHERE l.institution = p_institution AND l.subject = p_subject AND l.kind = 'GUARDIAN_ADDED'
  ) AS asked
  WHERE asked.day >= v_of_age;
  v_shown := (v_shown - make_interval(years => v_limit))::date;
  RETURN CASE WHEN @S@.consentdesk_birthday(v_shown, v_limit) >= v_of_age THEN v_shown ELSE p_born END;
END $$;

-- As the domain reckons: born on 29 February, one is a year older on 1 March of common years.
CREATE OR REPLACE FUNCTION @S@.consentdesk_birthday(p_born date, p_years integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN extract(day FROM p_born) = 29 AND extract(month FROM p_born) = 2
      AND extract(day FROM later.day) = 28 THEN later.day + 1
    ELSE later.day
  END
  FROM (SELECT (p_born + make_interval(years => p_years))::date AS day) AS later
$$;

-- The facts that enrolments digest, by subject and digest. To a photographer with the birth date of
-- above, and without the salt: whoever has that can try all the dates there are. Then the server
-- says that text and digest belong together.
CREATE OR REPLACE FUNCTION @S@.consentdesk_facts(
  p_institution integer, p_subjects integer[], p_digests text[]
) RETURNS TABLE (digest text, text text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.digest, '{"born":"' || to_char(@S@.consentdesk_shown_born(
      p_institution, asked.subject, substr(t.text, 10, 10)::date,
      (t.text::jsonb ->> 'staff')::boolean), 'YYYY-MM-DD') || substr(t.text, 20)
  FROM unnest(p_subjects, p_digests) AS asked(subject, digest)
  JOIN @S@.text t ON t.digest = asked.digest AND t.institution = p_institution
  WHERE @S@.consentdesk_role(p_institution) IS NOT NULL
    AND substr(t.text, 1, 9) = '{"born":"'
    AND encode(sha256(t.salt || convert_to(t.text, 'UTF8')), 'hex') = t.digest
    AND EXISTS (
      SELECT FROM @S@.ledger l
      WHERE l.institution = p_institution AND l.subject = asked.subject AND l.kind = 'ENROLLED'
        AND l.body::jsonb ->> 'facts' = t.digest)
$$;

-- The texts a photographer may read, salts included: the rules, and who asks.
CREATE OR REPLACE FUNCTION @S@.consentdesk_open_texts() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT COALESCE(array_agg(open.digest), '{}'::text[]) FROM (
    SELECT unnest(ARRAY[
      l.body::jsonb ->> 'values', l.body::jsonb ->> 'facts', l.body::jsonb ->> 'name'
    ]) AS digest
    FROM @S@.ledger l
    WHERE l.institution = ANY (@S@.consentdesk_seats('{photographer}'))
      AND l.kind IN ('POLICY_SET', 'CONTROLLER_SET')
  ) AS open WHERE open.digest IS NOT NULL
$$;

CREATE SCHEMA IF NOT EXISTS consentdesk_photographer;

-- Here and below: OFFSET 0 keeps the asker's own conditions outside until it is settled whose rows
-- they are and which may be read. One that were tried before would tell, by a plan that is
-- explained, whether it holds of a row that may not.
DROP VIEW IF EXISTS consentdesk_photographer.subject;
CREATE VIEW consentdesk_photographer.subject WITH (security_barrier) AS
SELECT s.id, s.institution, s.name, s.folded,
       @S@.consentdesk_shown_born(s.institution, s.id, s.born, s.staff) AS born,
       s."group", s.staff, s.language, s.left_on, s.here_since, s.ordered
FROM (
  SELECT id, institution, name, folded, born, "group", staff, language, left_on, here_since, ordered
  FROM @S@.subject
  WHERE institution = ANY ((SELECT @S@.consentdesk_seats('{photographer}'))::integer[])
  OFFSET 0
) s;

-- Without the days that tell of a birthday; what has changed by itself is to be worked out anew.
DROP VIEW IF EXISTS consentdesk_photographer.standing;
CREATE VIEW consentdesk_photographer.standing WITH (security_barrier) AS
SELECT s.subject, s.purpose, s.institution, s.state, s.lack, s.serial, s.signed_on, s.signer,
       s.guardian, s.edition, s.language, s.wording, NULL::date AS valid_until, s.decision,
       s.journaled, CASE WHEN s.changes_on <= current_date + 1 THEN current_date END AS changes_on,
       s.came_of_age, s.computed_on
FROM (
  SELECT subject, purpose, institution, state, lack, serial, signed_on, signer, guardian, edition,
         language, wording, decision, journaled, changes_on, came_of_age, computed_on
  FROM @S@.standing
  WHERE institution = ANY ((SELECT @S@.consentdesk_seats('{photographer}'))::integer[])
  OFFSET 0
) s;

-- The rules, and who asks. What is added goes past the veil, by the rights of whoever adds it.
DROP VIEW IF EXISTS consentdesk_photographer.text;
CREATE VIEW consentdesk_photographer.text WITH (security_barrier) AS
SELECT t.digest, t.institution, t.salt, t.text
FROM @S@.text t
WHERE t.institution = ANY ((SELECT @S@.consentdesk_seats('{photographer}'))::integer[])
  AND t.digest = ANY ((SELECT @S@.consentdesk_open_texts())::text[])
OFFSET 0;

CREATE OR REPLACE FUNCTION @S@.consentdesk_add_text() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO @S@.text (digest, institution, salt, text)
  VALUES (NEW.digest, NEW.institution, NEW.salt, NEW.text);
  RETURN NEW;
END
$$;
CREATE TRIGGER add_text INSTEAD OF INSERT ON consentdesk_photographer.text
FOR EACH ROW EXECUTE FUNCTION @S@.consentdesk_add_text();

-- The pictures that were thrown away; people who were are the office's. It is written through, so no
-- OFFSET: its conditions cost nothing and so come first, as in `server_policies`.
DROP VIEW IF EXISTS consentdesk_photographer.trash;
CREATE VIEW consentdesk_photographer.trash WITH (security_barrier) AS
SELECT t.id, t.institution, t.act, t.subject, t.photo, t.salt, t.kept
FROM @S@.trash t
WHERE ((SELECT @S@.consentdesk_switches('{photographer}', 'institution'))::boolean[])[t.institution]
  AND t.photo IS NOT NULL AND t.subject IS NULL
WITH CASCADED CHECK OPTION;
