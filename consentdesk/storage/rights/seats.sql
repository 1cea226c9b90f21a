-- Whose seat is whose: everything else hangs on these. What a session can set counts for nothing
-- here, only who logged in (session_user). Every function names its schema in full and looks into
-- pg_temp last, so that nobody's own table or function stands in for ours. In PL/pgSQL, whose plans
-- a session keeps: half of them are asked with every statement. They belong to whom the tables belong
-- to, which is who current_user is within them.

CREATE OR REPLACE FUNCTION @S@.consentdesk_is_owner() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN pg_has_role(session_user, current_user, 'MEMBER');
END
$$;

CREATE OR REPLACE FUNCTION @S@.consentdesk_role(p_institution integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_has_role(session_user, current_user, 'MEMBER') THEN
    RETURN 'head';
  END IF;
  RETURN s.role FROM @S@.seat s
  WHERE s.institution = p_institution AND s.login = session_user::text;
END
$$;

CREATE OR REPLACE FUNCTION @S@.consentdesk_seats(p_roles text[]) RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_has_role(session_user, current_user, 'MEMBER') THEN
    RETURN ARRAY(SELECT i.id FROM @S@.institution i);
  END IF;
  RETURN ARRAY(SELECT s.institution FROM @S@.seat s
               WHERE s.login = session_user::text AND s.role = ANY (p_roles));
END
$$;

-- The same as a switch for each institution's number, or for the number of each release or
-- fingerprint that is theirs: what the policies ask with, see `server_policies`.
CREATE OR REPLACE FUNCTION @S@.consentdesk_switches(p_roles text[], p_table text) RETURNS boolean[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_ids integer[] := @S@.consentdesk_seats(p_roles);
  v_id integer;
  v_switches boolean[];
BEGIN
  CASE p_table
    WHEN 'institution' THEN NULL;
    WHEN 'release' THEN
      v_ids := ARRAY(SELECT r.id FROM @S@.release r WHERE r.institution = ANY (v_ids));
    WHEN 'fingerprint' THEN
      v_ids := ARRAY(SELECT f.id FROM @S@.fingerprint f WHERE f.institution = ANY (v_ids));
  END CASE;
  v_switches := array_fill(false, ARRAY[COALESCE((SELECT max(id) FROM unnest(v_ids) AS id), 1)]);
  FOREACH v_id IN ARRAY v_ids LOOP
    v_switches[v_id] := true;
  END LOOP;
  RETURN v_switches;
END
$$;

-- Whether a row that another one is to point to belongs to the same institution: the database's own
-- check of references looks past every policy, and would tell that there is such a row elsewhere.
CREATE OR REPLACE FUNCTION @S@.consentdesk_owns(p_table text, p_id integer, p_institution integer)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF @S@.consentdesk_role(p_institution) IS NULL THEN
    RETURN false;
  END IF;
  CASE p_table
@owns@
    ELSE RETURN false;
  END CASE;
END $$;

-- At which institution a release is, of one's own.
CREATE OR REPLACE FUNCTION @S@.consentdesk_released_at(p_release integer) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN r.institution FROM @S@.release r
  WHERE r.id = p_release AND @S@.consentdesk_role(r.institution) IS NOT NULL;
END
$$;

-- Whether whoever has connected looks at the tables as photographers do. Who does not ask, as this
-- program does right after connecting, finds the tables closed instead.
CREATE OR REPLACE FUNCTION @S@.consentdesk_is_photographer() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT cardinality(@S@.consentdesk_seats('{photographer}')) > 0
    AND cardinality(@S@.consentdesk_seats('{clerk,head,officer}')) = 0
$$;

-- Whether a head may write down that seat: as the act says that was written with it, and of no login
-- that is a photographer next door and would be something else here, or the other way round. Whoever
-- asks without an act is told nothing of what is next door.
CREATE OR REPLACE FUNCTION @S@.consentdesk_seated(
  p_institution integer, p_act integer, p_login text, p_role text
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN COALESCE(@S@.consentdesk_role(p_institution) = 'head', false) AND EXISTS (
    SELECT FROM @S@.ledger l
    JOIN @S@.text t ON t.digest = l.body::jsonb ->> 'login' AND t.institution = l.institution
    WHERE l.institution = p_institution AND l.number = p_act AND l.kind = 'SEAT_SET'
      AND l.xmin = pg_current_xact_id()::xid
      AND l.body::jsonb ->> 'role' = p_role AND t.text = p_login
  ) AND NOT EXISTS (
    SELECT FROM @S@.seat s WHERE s.login = p_login AND s.institution <> p_institution
      AND (s.role = 'photographer') <> (p_role = 'photographer')
  );
END
$$;

-- Let somebody who has a login on the server in by this database's door, or not any more. The door
-- alone opens nothing: what is seen hangs on the rows of `seat`. The tables that photographers never
-- read are open to a second group alone. Whom the tables belong to needs no door.
CREATE OR REPLACE FUNCTION @S@.consentdesk_admit(
  p_institution integer, p_login text, p_role text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF @S@.consentdesk_role(p_institution) IS DISTINCT FROM 'head' THEN
    RAISE EXCEPTION 'only a head gives seats' USING ERRCODE = '42501';
  END IF;
  IF p_login = session_user::text AND pg_has_role(session_user, current_user, 'MEMBER') THEN
    RETURN;
  END IF;
  IF NOT COALESCE(p_role = ANY ('@roles@'::text[]), false) THEN
    RAISE EXCEPTION 'no such seat' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_roles r WHERE r.rolname = p_login AND r.rolcanlogin AND NOT r.rolsuper
  ) THEN
    RAISE EXCEPTION 'no such login' USING ERRCODE = '42704';
  END IF;
  -- One connection has one look at the tables.
  IF EXISTS (
    SELECT FROM @S@.seat s WHERE s.login = p_login AND s.institution <> p_institution
      AND (s.role = 'photographer') <> (p_role = 'photographer')
  ) THEN
    RAISE EXCEPTION 'a photographer here and something else there' USING ERRCODE = 'CD002';
  END IF;
  EXECUTE format('GRANT consentdesk_seat TO %I', p_login);
  EXECUTE format(
    CASE WHEN p_role = 'photographer' THEN 'REVOKE consentdesk_desk FROM %I'
    ELSE 'GRANT consentdesk_desk TO %I' END, p_login
  );
END $$;

CREATE OR REPLACE FUNCTION @S@.consentdesk_dismiss(p_login text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF cardinality(@S@.consentdesk_seats('{head}')) = 0 THEN
    RAISE EXCEPTION 'only a head takes seats' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT FROM @S@.seat s WHERE s.login = p_login)
    AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login)
    AND NOT pg_has_role(p_login, current_user, 'MEMBER')
  THEN
    EXECUTE format('REVOKE consentdesk_seat, consentdesk_desk FROM %I', p_login);
  END IF;
END $$;
