"""Pictures with the kernel behind them: controls bound to what `edflow.view` draws."""
