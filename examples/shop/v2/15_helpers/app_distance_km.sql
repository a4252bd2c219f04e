create function app.distance_km(a app.geo_point, b app.geo_point) returns double precision
    language plpgsql
    immutable
    strict
    parallel safe
as $$
declare
    half_lat double precision := radians((b.latitude - a.latitude)::double precision) / 2;
    half_lon double precision := radians((b.longitude - a.longitude)::double precision) / 2;
    chord    double precision;
begin
    chord := sin(half_lat) ^ 2
           + cos(radians(a.latitude::double precision))
           * cos(radians(b.latitude::double precision))
           * sin(half_lon) ^ 2;
    return 2 * 6371 * asin(least(1, sqrt(chord)));
end
$$;
