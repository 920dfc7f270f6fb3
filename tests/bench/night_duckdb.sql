-- The night by hand in DuckDB: see night_duckdb.py.
CREATE TEMP TABLE roster AS
SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY identified_on DESC NULLS LAST, length(household_no), household_no,
    _key) AS place
FROM (
    SELECT coalesce(id_number__person, 'p' || md5('roster|' || _key)) AS person_id, id_number__person IS NOT NULL AS by_number,
        'h' || md5(household_no) AS household_id, household_no, relation, name, sex, birth_date, id_number__birth AS number_birth,
        id_number__sex AS number_sex, identified_on, town, village, village_code, household_type, monitored_type, cause_primary,
        cause_secondary, income_per_capita, _key, _drop_id AS drop_id, _sheet AS sheet, _row AS row
    FROM in_household_roster
);

CREATE TEMP TABLE enrolment AS
SELECT * EXCLUDE (answer),
    CASE WHEN place = 1 AND answer IN ('employee', 'resident') AND employee AND resident THEN 'both' ELSE answer END AS insurance
FROM (
    SELECT *, row_number() OVER by_rank AS place,
        bool_or(answer = 'employee') OVER all_rows AS employee, bool_or(answer = 'resident') OVER all_rows AS resident
    FROM (
        SELECT coalesce(id_number__person, 'p' || md5('enrolment|' || _key)) AS person_id, id_number__person IS NOT NULL AS by_number,
            psn_no, name, sex, birth_date, id_number__birth AS number_birth, id_number__sex AS number_sex, _key, _drop_id AS drop_id,
            _sheet AS sheet, _row AS row,
            CASE WHEN status = 'active' THEN coalesce(insurance_type, 'active')
                WHEN status IS NOT NULL THEN status
                WHEN not_insured_reason IS NOT NULL THEN 'none' ELSE 'unknown' END AS answer
        FROM in_enrolment
    )
    WINDOW all_rows AS (PARTITION BY person_id),
        by_rank AS (PARTITION BY person_id ORDER BY list_position(
            ['employee', 'resident', 'active', 'suspended', 'ended', 'none', 'unknown'], answer), _key)
);

CREATE TEMP TABLE students AS
SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY
    coalesce(list_position(['enrolled', 'home_taught', 'suspended', 'dropped_out', 'moved_away', 'graduated'], school_status), 9),
    coalesce(list_position(
        ['university', 'higher_vocational', 'vocational', 'senior', 'junior', 'primary', 'preschool'], school_stage), 9),
    _key) AS place
FROM (
    SELECT coalesce(id_number__person, student_no__person, 'p' || md5('students|' || _key)) AS person_id,
        coalesce(id_number__person, student_no__person) IS NOT NULL AS by_number, student_no, name, sex, birth_date,
        coalesce(id_number__birth, student_no__birth) AS number_birth, coalesce(id_number__sex, student_no__sex) AS number_sex,
        stage AS school_stage, status AS school_status, guardian_id_number__person AS guardian, guardian_name, _key,
        _drop_id AS drop_id, _sheet AS sheet, _row AS row
    FROM in_students
);

CREATE TEMP TABLE certificates AS
SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY NOT is_active, issued_on DESC NULLS LAST, disability_grade NULLS LAST,
    _key) AS place
FROM (
    SELECT coalesce(certificate_no__person, 'p' || md5('certificates|' || _key)) AS person_id,
        certificate_no__person IS NOT NULL AS by_number, name, coalesce(status = 'active', false) AS is_active,
        CASE WHEN status = 'active' THEN disability_type END AS disability_type,
        CASE WHEN status = 'active' THEN grade END AS disability_grade,
        certificate_no__birth AS number_birth, certificate_no__sex AS number_sex, issued_on, _key, _drop_id AS drop_id,
        _sheet AS sheet, _row AS row
    FROM in_certificates
);

CREATE TEMP TABLE assistance AS
SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY NOT is_received, started_on DESC NULLS LAST, _key) AS place
FROM (
    SELECT coalesce(id_number__person, 'p' || md5('assistance|' || _key)) AS person_id, id_number__person IS NOT NULL AS by_number,
        name, scheme, id_number__birth AS number_birth, id_number__sex AS number_sex, head_id_number__person AS head, head_name,
        coalesce(started_on <= getvariable('as_of'), true) AND NOT coalesce(stopped_on <= getvariable('as_of'), false) AS is_received,
        started_on, _key, _drop_id AS drop_id, _sheet AS sheet, _row AS row
    FROM in_assistance
);

CREATE TEMP TABLE bills AS
SELECT coalesce(s.id_number__person, e.person_id, 'p' || md5('enrolment|' || s.psn_no)) AS person_id,
    s.id_number__person IS NOT NULL AS by_number, s.name,
    settled_at, self_pay, medical_aid_pay
FROM in_settlements s
LEFT JOIN enrolment e ON s.id_number__person IS NULL AND e.psn_no = s.psn_no;

CREATE TEMP TABLE paid AS
SELECT person_id, sum(self_pay)::BIGINT AS self_pay_fen, sum(medical_aid_pay)::BIGINT AS medical_aid_fen
FROM bills
WHERE settled_at > getvariable('as_of') - INTERVAL 12 MONTH AND settled_at <= getvariable('as_of')
GROUP BY person_id;

CREATE TEMP TABLE events AS
SELECT coalesce(id_number__person, 'p' || md5('events|' || _key)) AS person_id, id_number__person IS NOT NULL AS by_number,
    name, event_date, event_type, id_number__birth AS number_birth, id_number__sex AS number_sex,
    partner_id_number__person AS partner, partner_name, _key, _drop_id AS drop_id, _sheet AS sheet, _row AS row
FROM in_vital_events;

CREATE TEMP TABLE dead AS
WITH reported AS (SELECT * FROM events WHERE event_type = 'death' AND event_date <= getvariable('as_of')),
named AS (
    SELECT person_id, list(DISTINCT name) FILTER (is_roster) AS roster_names, list(DISTINCT name) FILTER (NOT is_roster) AS other_names
    FROM (
        SELECT person_id, name, true AS is_roster FROM roster
        UNION ALL SELECT person_id, name, false FROM enrolment
        UNION ALL SELECT person_id, name, false FROM students
        UNION ALL SELECT person_id, name, false FROM certificates
        UNION ALL SELECT person_id, name, false FROM assistance
    )
    WHERE name IS NOT NULL AND person_id IN (SELECT person_id FROM reported)
    GROUP BY person_id
)
SELECT person_id, by_number AND coalesce(CASE WHEN roster_names IS NOT NULL
        THEN len(roster_names) = 1 AND list_contains(roster_names, name)
        ELSE list_contains(other_names, name) END, false) AS died,
    event_date AS died_on, drop_id, sheet, row
FROM reported LEFT JOIN named USING (person_id)
QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY NOT died, died_on, _key) = 1;

CREATE TEMP TABLE listed AS
SELECT person_id FROM roster UNION SELECT person_id FROM enrolment UNION SELECT person_id FROM students
UNION SELECT person_id FROM certificates UNION SELECT person_id FROM assistance;

CREATE TEMP TABLE unlisted AS
SELECT person_id, any_value(by_number) AS by_number, any_value(name) AS name FROM (
    SELECT person_id, by_number, name FROM events
    UNION ALL SELECT coalesce(aid.id_number__person, aid.student_no__person, students.person_id, 'p' || md5('aid|' || aid._key)),
        coalesce(aid.id_number__person, aid.student_no__person) IS NOT NULL, aid.name
    FROM in_aid aid LEFT JOIN students ON students.student_no = aid.student_no
    UNION ALL SELECT person_id, by_number, name FROM bills
    UNION ALL SELECT partner, true, partner_name FROM events WHERE partner IS NOT NULL
    UNION ALL SELECT head, true, head_name FROM assistance WHERE head IS NOT NULL
    UNION ALL SELECT guardian, true, guardian_name FROM students WHERE guardian IS NOT NULL
) WHERE person_id NOT IN (SELECT person_id FROM listed) GROUP BY person_id;

CREATE TEMP TABLE wide AS
SELECT p.person_id, r.household_id, r.relation,
    coalesce(r.by_number, e.by_number, s.by_number, c.by_number, a.by_number, p.by_number, false) AS by_number,
    coalesce(r.number_sex, e.number_sex, c.number_sex, s.number_sex, a.number_sex, r.sex, e.sex, s.sex) AS sex,
    coalesce(r.number_birth, e.number_birth, c.number_birth, s.number_birth, a.number_birth, r.birth_date, e.birth_date, s.birth_date)
        AS birth_date,
    coalesce(r.name, e.name, c.name, s.name, a.name, p.name) AS name, p.is_unlisted,
    CASE WHEN r.by_number THEN p.person_id END AS r_id, r.name AS r_name, r.sex AS r_sex, r.birth_date AS r_birth,
    r.drop_id AS r_drop, r.sheet AS r_sheet, r.row AS r_row,
    CASE WHEN e.by_number THEN p.person_id END AS e_id, e.name AS e_name, e.sex AS e_sex, e.birth_date AS e_birth,
    e.drop_id AS e_drop, e.sheet AS e_sheet, e.row AS e_row,
    CASE WHEN s.by_number THEN p.person_id END AS s_id, s.name AS s_name, s.sex AS s_sex, s.birth_date AS s_birth,
    s.drop_id AS s_drop, s.sheet AS s_sheet, s.row AS s_row,
    CASE WHEN c.by_number THEN p.person_id END AS c_id, c.name AS c_name, c.drop_id AS c_drop, c.sheet AS c_sheet, c.row AS c_row,
    CASE WHEN a.by_number THEN p.person_id END AS a_id, a.name AS a_name, a.drop_id AS a_drop, a.sheet AS a_sheet, a.row AS a_row,
    e.insurance, c.disability_type, c.disability_grade, s.school_stage, s.school_status,
    d.died, d.died_on, d.drop_id AS d_drop, d.sheet AS d_sheet, d.row AS d_row,
    t.self_pay_fen, t.medical_aid_fen, x.schemes
FROM (
    SELECT person_id, NULL AS by_number, NULL AS name, false AS is_unlisted FROM listed
    UNION ALL SELECT person_id, by_number, name, true FROM unlisted
) p
LEFT JOIN (SELECT * FROM roster WHERE place = 1) r USING (person_id)
LEFT JOIN (SELECT * FROM enrolment WHERE place = 1) e USING (person_id)
LEFT JOIN (SELECT * FROM students WHERE place = 1) s USING (person_id)
LEFT JOIN (SELECT * FROM certificates WHERE place = 1) c USING (person_id)
LEFT JOIN (SELECT * FROM assistance WHERE place = 1) a USING (person_id)
LEFT JOIN dead d USING (person_id)
LEFT JOIN paid t USING (person_id)
LEFT JOIN (
    SELECT person_id, list_sort(list(DISTINCT scheme)) AS schemes FROM assistance WHERE is_received GROUP BY person_id
) x USING (person_id);

CREATE TEMP TABLE persons AS
SELECT person_id, household_id, relation, sex, birth_date, by_number AS id_valid,
    CASE WHEN NOT is_unlisted OR died IS NULL OR died THEN NOT coalesce(died, false) END AS alive,
    coalesce(insurance, CASE WHEN by_number THEN 'none' ELSE 'unknown' END) AS insurance,
    disability_type, disability_grade, school_stage, school_status,
    coalesce(self_pay_fen, CASE WHEN by_number OR insurance IS NOT NULL THEN 0 END) AS self_pay_fen,
    coalesce(medical_aid_fen, CASE WHEN by_number OR insurance IS NOT NULL THEN 0 END) AS medical_aid_fen,
    coalesce(schemes, CASE WHEN by_number THEN []::VARCHAR[] END) AS schemes,
    CASE WHEN disability_grade <= 2 THEN ['severe_disability'] ELSE []::VARCHAR[] END AS groups,
    CASE WHEN disability_grade <= 2 THEN [{'group': 'severe_disability', 'feed': 'disability/certificates', 'drop_id': c_drop,
        'sheet': c_sheet, 'row': c_row, 'column': 'grade'}] ELSE [] END AS group_evidence
FROM wide;

CREATE TEMP TABLE households AS
WITH turned AS (
    SELECT household_id, household_no, town, village, village_code, household_type, monitored_type, cause_primary, cause_secondary,
        income_per_capita, row_number() OVER (PARTITION BY household_id ORDER BY relation IS DISTINCT FROM 'head', _key) AS turn
    FROM roster
),
facts AS (
    SELECT household_id, arg_min(household_no, turn) AS household_no, arg_min(town, turn) AS town, arg_min(village, turn) AS village,
        arg_min(village_code, turn) AS village_code, arg_min(household_type, turn) AS household_type,
        arg_min(monitored_type, turn) AS monitored_type, arg_min(cause_primary, turn) AS cause_primary,
        arg_min(cause_secondary, turn) AS cause_secondary, arg_min(income_per_capita, turn) AS income_per_capita
    FROM turned GROUP BY household_id
),
members AS (
    SELECT household_id,
        -- Sorted afterwards: ORDER BY inside the aggregate costs twice as much.
        list_sort(list({'person_id': person_id, 'relation': relation, 'sex': sex, 'birth_year': year(birth_date), 'groups': groups}))
            AS members,
        CASE WHEN count(*) FILTER (relation = 'head') = 1 THEN any_value(person_id) FILTER (relation = 'head') END AS head_person_id,
        count(*) FILTER (alive) AS size,
        count(*) FILTER (alive AND insurance IN ('employee', 'resident', 'both', 'active')) AS insured_members,
        count(*) FILTER (alive AND insurance IN ('suspended', 'ended', 'none')) AS uninsured_members,
        count(*) FILTER (alive AND school_status IN ('enrolled', 'home_taught', 'suspended')) AS students,
        count(*) FILTER (alive AND disability_grade <= 2) AS severe_disabled,
        sum(self_pay_fen)::BIGINT AS self_pay_fen,
        list_sort(list_distinct(flatten(list(groups) FILTER (alive AND len(groups) > 0)))) AS groups,
        list_sort(list_distinct(flatten(list(schemes) FILTER (alive AND len(schemes) > 0)))) AS schemes
    FROM persons WHERE household_id IS NOT NULL GROUP BY household_id
)
SELECT f.*, m.members, m.head_person_id, coalesce(m.size, 0) AS size, coalesce(m.insured_members, 0) AS insured_members,
    coalesce(m.uninsured_members, 0) AS uninsured_members, coalesce(m.students, 0) AS students,
    coalesce(m.severe_disabled, 0) AS severe_disabled, coalesce(m.self_pay_fen, 0) AS self_pay_fen,
    coalesce(m.groups, []) AS groups, coalesce(m.schemes, []) AS schemes,
    list_distinct(list_filter([cause_primary, cause_secondary], lambda cause: cause IS NOT NULL)) AS causes_declared,
    CASE WHEN household_type = 'poor' THEN 'unknown' ELSE 'not_applicable' END AS gate
FROM facts f LEFT JOIN members m USING (household_id);
