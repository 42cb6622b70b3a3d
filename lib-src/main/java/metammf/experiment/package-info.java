/**
 * Models beside one another: {@link metammf.experiment.Experiment} trains data sets x models x seeds and can be killed
 * and started again, {@link metammf.experiment.Results} makes the tables, {@link metammf.experiment.KnockOut} asks what
 * content and dynamic weights are good for.
 */
package metammf.experiment;
