-- Doses, rounds and vaccine: small daily cubes, then running totals by the day table.
WITH doses AS (SELECT unit_id, given_on AS d, count(*) AS n FROM dose GROUP BY unit_id, given_on),
doses_to AS (
    SELECT c.ancestor_id AS unit, days.last AS day, sum(n) AS n
    FROM doses JOIN closure c ON c.unit_id = doses.unit_id JOIN days ON doses.d <= days.last
    GROUP BY c.ancestor_id, days.last
),
rounds_to AS (
    SELECT c.ancestor_id AS unit, days.last AS day, count(*) AS n
    FROM round JOIN closure c ON c.unit_id = round.unit_id JOIN days ON round.from_on <= days.last
    GROUP BY c.ancestor_id, days.last
),
uses_to AS (
    SELECT c.ancestor_id AS unit, days.last AS day,
        sum(received) AS received, sum(used) AS used, sum(wasted) AS wasted
    FROM vaccine_use v JOIN closure c ON c.unit_id = v.unit_id JOIN days ON v.used_on <= days.last
    GROUP BY c.ancestor_id, days.last
),
allocated AS (
    SELECT c.ancestor_id AS unit, days.last AS day, sum(doses) AS n
    FROM allocation a JOIN closure c ON c.unit_id = a.unit_id
    JOIN days ON a.allocated_on <= days.last
    GROUP BY c.ancestor_id, days.last
)
SELECT 'vaccination.doses' AS code, unit, day, n AS top, CAST(NULL AS bigint) AS bottom FROM doses_to
UNION ALL SELECT 'vaccination.rounds', unit, day, n, NULL FROM rounds_to
UNION ALL SELECT 'vaccination.doses_per_round', d.unit, d.day, d.n, r.n
    FROM doses_to d LEFT JOIN rounds_to r ON r.unit = d.unit AND r.day = d.day
UNION ALL SELECT 'vaccination.vaccine_received', unit, day, received, NULL FROM uses_to
UNION ALL SELECT 'vaccination.vaccine_used', unit, day, used, NULL FROM uses_to
UNION ALL SELECT 'vaccination.vaccine_wasted', unit, day, wasted, NULL FROM uses_to
UNION ALL SELECT 'vaccination.vaccine_use', unit, day, used, received FROM uses_to
UNION ALL SELECT 'vaccination.vaccine_allocated', unit, day, n, NULL FROM allocated
