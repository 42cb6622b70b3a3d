/**
 * The front door: {@code MetaMmf} builds the models of the paper in one call.
 *
 * <p>The packages below it are listed in the order in which the data travel, and import upwards only: {@code engine},
 * {@code data}, {@code fusion}, {@code model}, {@code eval}, {@code train}, {@code plot}, {@code notebook}.
 */
package metammf;
