"""What a killed process, racing processes, another machine or another order of arrival may not change."""
