-- BLOCK figures_of
SELECT part, trade, size_band, count, mean FROM know.public_assessment_figure
WHERE questionnaire = $questionnaire AND series = $series
  AND ((trade = $trade AND size_band = $size_band) OR (trade = $trade AND size_band IS NULL) OR (trade IS NULL AND size_band = $size_band) OR (trade IS NULL AND size_band IS NULL));

-- BLOCK public_figures
SELECT questionnaire, series, trade, size_band, count, mean FROM know.public_assessment_figure
WHERE part = '' AND questionnaire = $questionnaire AND series = $series AND (trade IS NULL OR size_band IS NULL) ORDER BY count DESC;

-- BLOCK public_groups
SELECT part, count, mean FROM know.public_assessment_figure
WHERE questionnaire = $questionnaire AND series = $series AND trade IS NULL AND size_band IS NULL AND part LIKE 'g:%';

-- BLOCK public_cells
SELECT trade, size_band, count, mean FROM know.public_assessment_figure
WHERE part = '' AND questionnaire = $questionnaire AND series = $series AND trade IS NOT NULL AND size_band IS NOT NULL;

-- BLOCK all_totals
SELECT questionnaire, series, count, mean FROM know.public_assessment_figure WHERE part = '' AND trade IS NULL AND size_band IS NULL;

-- BLOCK form_batches
SELECT know.form_assessment_batches($now) AS formed;
