-- People: the first day of each dose a person and unit once, then everything from those.
WITH by_place AS (
    SELECT unit_id AS unit, person_id,
        min(CASE WHEN dose_no = 1 THEN given_on END) AS d1,
        min(CASE WHEN dose_no = 2 THEN given_on END) AS d2
    FROM dose WHERE dose_no <= 2 GROUP BY unit_id, person_id
),
injected AS (
    SELECT unit, person_id, d1, d2 FROM by_place
    UNION ALL SELECT city.unit, person_id, min(d1), min(d2)
    FROM by_place CROSS JOIN city GROUP BY city.unit, person_id
),
by_home AS (
    SELECT residence_id AS unit, person_id,
        min(CASE WHEN dose_no = 1 THEN given_on END) AS d1,
        min(CASE WHEN dose_no = 2 THEN given_on END) AS d2
    FROM dose WHERE dose_no <= 2 GROUP BY residence_id, person_id
),
at_home AS (
    SELECT unit, person_id, d1, d2 FROM by_home
    UNION ALL SELECT city.unit, person_id, min(d1), min(d2)
    FROM by_home CROSS JOIN city GROUP BY city.unit, person_id
),
aged AS (SELECT unit, d1, d2, birth_on FROM at_home JOIN person ON person.id = at_home.person_id),
events AS (
    SELECT 1 AS dose, unit, d1 AS d, birth_on FROM aged WHERE d1 IS NOT NULL
    UNION ALL SELECT 2, unit, d2, birth_on FROM aged WHERE d2 IS NOT NULL
),
covered AS (
    SELECT dose, unit, day, sum(n) AS n,
        sum(CASE WHEN age = 12 THEN n ELSE 0 END) AS n12,
        sum(CASE WHEN age = 18 THEN n ELSE 0 END) AS n18,
        sum(CASE WHEN age = 50 THEN n ELSE 0 END) AS n50,
        sum(CASE WHEN age = 65 THEN n ELSE 0 END) AS n65
    FROM (
        SELECT dose, unit, days.last AS day,
            CASE WHEN birth_on <= days.b65 THEN 65 WHEN birth_on <= days.b50 THEN 50
                WHEN birth_on <= days.b18 THEN 18 WHEN birth_on <= days.b12 THEN 12
                ELSE 0 END AS age,
            count(*) AS n
        FROM events JOIN days ON events.d <= days.last
        GROUP BY 1, 2, 3, 4
    ) AS by_age
    GROUP BY dose, unit, day
),
ward_homes AS (
    SELECT unit_id AS unit, person_id, min(from_on) AS f,
        max(coalesce(to_on, '9999-12-31')) AS t
    FROM residence WHERE kind IN ('permanent', 'temporary', 'staying')
    GROUP BY unit_id, person_id
),
homes AS (
    SELECT unit, person_id, f, t FROM ward_homes
    UNION ALL SELECT city.unit, person_id, min(f), max(t)
    FROM ward_homes CROSS JOIN city GROUP BY city.unit, person_id
),
living AS (
    SELECT unit, day, sum(n) AS n,
        sum(CASE WHEN age > 0 THEN n ELSE 0 END) AS n12_over,
        sum(CASE WHEN age = 12 THEN n ELSE 0 END) AS n12,
        sum(CASE WHEN age = 18 THEN n ELSE 0 END) AS n18,
        sum(CASE WHEN age = 50 THEN n ELSE 0 END) AS n50,
        sum(CASE WHEN age = 65 THEN n ELSE 0 END) AS n65
    FROM (
        SELECT unit, days.last AS day,
            CASE WHEN birth_on <= days.b65 THEN 65 WHEN birth_on <= days.b50 THEN 50
                WHEN birth_on <= days.b18 THEN 18 WHEN birth_on <= days.b12 THEN 12
                ELSE 0 END AS age,
            count(*) AS n
        FROM homes JOIN person ON person.id = homes.person_id
        JOIN days ON f <= days.last AND t >= days.last
        GROUP BY 1, 2, 3
    ) AS by_age
    GROUP BY unit, day
),
first_to AS (
    SELECT unit, days.last AS day, count(*) AS n FROM injected JOIN days ON d1 <= days.last
    GROUP BY unit, days.last
),
second_to AS (
    SELECT unit, days.last AS day, count(*) AS n FROM injected JOIN days ON d2 <= days.last
    GROUP BY unit, days.last
)
SELECT 'vaccination.first_doses' AS code, unit, day, n AS top, CAST(NULL AS bigint) AS bottom FROM first_to
UNION ALL SELECT 'vaccination.second_doses', unit, day, n, NULL FROM second_to
UNION ALL SELECT 'vaccination.second_over_first', f.unit, f.day, coalesce(s.n, 0), f.n
    FROM first_to f LEFT JOIN second_to s ON s.unit = f.unit AND s.day = f.day
UNION ALL SELECT 'vaccination.residents_with_first_dose', unit, day, n, NULL
    FROM covered WHERE dose = 1
UNION ALL SELECT 'vaccination.residents_with_second_dose', unit, day, n, NULL
    FROM covered WHERE dose = 2
UNION ALL SELECT 'people.residents', unit, day, n, NULL FROM living
UNION ALL SELECT 'people.residents_12_plus', unit, day, n12_over, NULL FROM living
UNION ALL SELECT 'vaccination.coverage_' || k.dose, l.unit, l.day, coalesce(c.n, 0), l.n12_over
    FROM living l CROSS JOIN (SELECT 1 AS dose UNION ALL SELECT 2) k
    LEFT JOIN covered c ON c.unit = l.unit AND c.day = l.day AND c.dose = k.dose
UNION ALL SELECT 'vaccination.coverage_' || k.dose || '_aged_' || g.name, l.unit, l.day,
    coalesce(CASE g.age WHEN 12 THEN c.n12 WHEN 18 THEN c.n18 WHEN 50 THEN c.n50
        ELSE c.n65 END, 0),
    CASE g.age WHEN 12 THEN l.n12 WHEN 18 THEN l.n18 WHEN 50 THEN l.n50 ELSE l.n65 END
    FROM living l CROSS JOIN (SELECT 1 AS dose UNION ALL SELECT 2) k
    CROSS JOIN (SELECT 12 AS age, '12_17' AS name UNION ALL SELECT 18, '18_49'
        UNION ALL SELECT 50, '50_64' UNION ALL SELECT 65, '65_over') g
    LEFT JOIN covered c ON c.unit = l.unit AND c.day = l.day AND c.dose = k.dose
