/**
 * Comparisons of models: {@link metammf.experiment.Experiment} trains data sets x models x seeds and continues after an
 * interruption, {@link metammf.experiment.Results} makes the tables, {@link metammf.experiment.Paper} has the models of
 * the paper's tables and figures.
 *
 * <pre>
 * {@link metammf.experiment.Grid}         a model and its settings
 * {@link metammf.experiment.Experiment}   1. trains every setting with the first seed
 *              2. lets the validation split choose one
 *              3. trains that one with the other seeds
 *              4. opens the test split, once for each of these runs
 * {@link metammf.experiment.Experiment.Workers} other processes that do the runs, such as those of a cluster
 * {@link metammf.experiment.Run}          what came of a training, a line of JSON
 * {@link metammf.experiment.Results}      table 2: {@link metammf.experiment.Comparison}, means with intervals
 *              table 4: epochs, seconds and memory
 *              paired tests, warm and cold items
 * {@link metammf.experiment.Export}       vectors, recommendations and data sets as files for other programs
 * </pre>
 *
 * <p>An interval contains the middle 95% of the means of bootstrap samples of runs and users ({@link
 * metammf.eval.Significance#interval}), so it includes the variation between seeds and between users.
 */
package metammf.experiment;
